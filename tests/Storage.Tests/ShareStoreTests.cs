using HospitalChain.Crypto;

namespace HospitalChain.Storage.Tests;

public sealed class ShareStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly byte[] secret = new byte[64];

    public ShareStoreTests() => new Random(7).NextBytes(secret);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Shares_are_kept_until_they_are_destroyed()
    {
        var (one, other) = (new Bytes32(secret.AsSpan(..32)), new Bytes32(secret.AsSpan(32)));
        using (var engine = StoreEngine.Open(folder.Store))
        {
            var shares = new ShareStore(engine);
            shares.Put(one, [1]);
            shares.Put(other, [2]);
        }

        using var again = StoreEngine.Open(folder.Store);
        var stored = new ShareStore(again);
        Assert.Equal([1], stored.Get(one));
        stored.Destroy([one]);
        Assert.Null(stored.Get(one));
        Assert.Equal([other], stored.All());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_destroyed_share_is_in_no_file_of_the_store(bool wasOnceFlushed)
    {
        var id = Bytes32.Zero; // unlike the secret, or the file would hold it compressed
        using (var engine = StoreEngine.Open(folder.Store))
        {
            var shares = new ShareStore(engine);
            shares.Put(id, secret);
            if (wasOnceFlushed)
            {
                engine.Flush();
            }

            Assert.NotEmpty(FilesWithSecret());
            shares.Destroy([id]);
        }

        Assert.Empty(FilesWithSecret());
    }

    private string[] FilesWithSecret() =>
        [.. Directory.EnumerateFiles(folder.Store).Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(secret) >= 0)];
}
