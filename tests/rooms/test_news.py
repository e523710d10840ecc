"""What sidebars keep of a message is their own: the same news goes on to the other processes."""

from rooms.realtime.sidebar import News, Sidebar


async def test_what_a_resting_room_gathers_leaves_the_callers_news_as_it_was() -> None:
    sidebar = Sidebar()
    told = [News(1, "lounge", seq, {author}) for seq, author in ((1, 10), (2, 20), (3, 30))]
    for news in told:
        sidebar.note(news)
    assert [(news.last_seq, news.authors) for news in told] == [(1, {10}), (2, {20}), (3, {30})]
    waiting = sidebar._resting[1]
    assert waiting is not None
    assert (waiting.last_seq, waiting.authors) == (3, {20, 30})
