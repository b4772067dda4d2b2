using HospitalChain.Crypto;
using static HospitalChain.Storage.Tests.Numbered;

namespace HospitalChain.Storage.Tests;

public sealed class MailStoreTests : IAsyncDisposable
{
    private static readonly Bytes32 Anna = new([.. Enumerable.Repeat((byte)0xFF, Bytes32.Size)]);
    private static readonly Bytes32 Berta = new([.. Enumerable.Repeat((byte)1, Bytes32.Size)]);
    private static readonly BoxLimit Roomy = new(100, 1 << 20);
    private readonly TemporaryFolder folder = new();
    private StoreEngine engine;
    private GroupCommitter committer;
    private MailStore mail;

    public MailStoreTests()
    {
        engine = StoreEngine.Open(folder.Store);
        committer = new GroupCommitter(engine);
        mail = new MailStore(engine, committer);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Letters_arrive_in_order_in_their_own_box()
    {
        await mail.PostAsync(Anna, Text("one"), 100, Roomy);
        await mail.PostAsync(Berta, Text("other"), 100, Roomy);
        await mail.PostAsync(Anna, Text("two"), 100, Roomy);
        var letters = mail.Read(Anna, 0, 10, nowMillis: 50);
        Assert.Equal(["one", "two"], Texts(letters));
        Assert.Equal(["two"], Texts(mail.Read(Anna, letters[0].Sequence, 10, 50)));
        Assert.Single(mail.Read(Anna, 0, 1, 50));
        Assert.Equal((2, 6L), mail.Size(Anna));
    }

    [Fact]
    public async Task A_number_is_never_given_twice_not_even_after_removal_and_restart()
    {
        var first = await mail.PostAsync(Anna, Text("one"), 100, Roomy);
        Assert.True(await mail.RemoveAsync(Anna, first!.Value));
        Assert.False(await mail.RemoveAsync(Anna, first.Value));
        await CloseAsync();
        engine = StoreEngine.Open(folder.Store);
        committer = new GroupCommitter(engine);
        mail = new MailStore(engine, committer);
        var second = await mail.PostAsync(Anna, Text("two"), 100, Roomy);
        Assert.True(second > first, $"{second} after {first}");
        Assert.Equal(["two"], Texts(mail.Read(Anna, first.Value, 10, 50)));
    }

    [Fact]
    public async Task A_full_box_takes_no_more()
    {
        Assert.NotNull(await mail.PostAsync(Anna, Text("12345"), 100, new BoxLimit(1, 10)));
        Assert.Null(await mail.PostAsync(Anna, Text("1"), 100, new BoxLimit(1, 10)));
        Assert.Null(await mail.PostAsync(Anna, Text("123456"), 100, new BoxLimit(2, 10)));
        Assert.NotNull(await mail.PostAsync(Anna, Text("12345"), 100, new BoxLimit(2, 10)));
        Assert.NotNull(await mail.PostAsync(Berta, Text("1"), 100, new BoxLimit(1, 10)));
    }

    [Fact]
    public async Task Expired_letters_are_not_read_and_then_removed()
    {
        await mail.PostAsync(Anna, Text("old"), 100, Roomy);
        await mail.PostAsync(Anna, Text("older"), 50, Roomy);
        await mail.PostAsync(Anna, Text("fresh"), 101, Roomy);
        Assert.Equal(["fresh"], Texts(mail.Read(Anna, 0, 10, nowMillis: 100)));
        Assert.Equal(1, await mail.RemoveExpiredAsync(100, lettersMax: 1));
        Assert.Equal(["old", "fresh"], Texts(mail.Read(Anna, 0, 10, nowMillis: 0)));
        Assert.Equal(1, await mail.RemoveExpiredAsync(100, lettersMax: 10));
        Assert.Equal(0, await mail.RemoveExpiredAsync(100, lettersMax: 10));
        Assert.Equal((1, 5L), mail.Size(Anna));
        Assert.True(StoreVerifier.Verify(engine).IsSound);
    }

    private static string[] Texts(IReadOnlyList<StoredLetter> letters) => [.. letters.Select(letter => Text(letter.Bytes))];

    private async Task CloseAsync()
    {
        mail.Dispose();
        await committer.DisposeAsync();
        engine.Dispose();
    }
}
