from tests.services.browser import Browser


async def test_people_share_nothing_and_a_quiet_page_brings_no_complaint(browser: Browser, server) -> None:
    url = server().url
    ada, grace = await browser.person(url), await browser.person(url)
    await ada.goto("/accounts/login/")
    await grace.goto("/accounts/login/")
    await ada.context.add_cookies([{"name": "mark", "value": "1", "url": url}])
    assert "mark" in {cookie["name"] for cookie in await ada.context.cookies()}
    assert "mark" not in {cookie["name"] for cookie in await grace.context.cookies()}
    assert browser.unexpected() == []


async def test_errors_and_policy_violations_are_noticed_until_they_are_expected(
    browser: Browser, server
) -> None:
    page = await browser.person(server().url)
    await page.goto("/accounts/login/")
    async with page.expect_console_message(lambda message: "out of tea" in message.text):
        await page.evaluate("console.error('out of tea')")
    async with page.expect_console_message(lambda message: "script-src" in message.text):
        await page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {textContent: 'hacked = 1'}))"
        )
    async with page.context.expect_event("weberror"):
        await page.evaluate("setTimeout(() => { throw new Error('broken') })")

    assert await page.evaluate("typeof hacked") == "undefined"
    complaints = " ".join(browser.unexpected())
    assert "out of tea" in complaints
    assert "script-src" in complaints
    assert "broken" in complaints
    browser.expect("out of tea", "Content Security Policy", "broken")
    assert browser.unexpected() == []
