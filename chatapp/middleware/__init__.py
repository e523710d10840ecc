from chatapp.middleware.auth_check import AuthCheckMiddleware
from chatapp.middleware.request_log import RequestLogMiddleware

__all__ = ["AuthCheckMiddleware", "RequestLogMiddleware"]
