using System.Security.Cryptography;
using HospitalChain.Crypto.P21;

namespace HospitalChain.Crypto.Tests.P21;

/// <summary>A document's content opens only whole, in order, under its key and as its author signed it (crypto.md §4, §7).</summary>
public sealed class SealedDocumentTests : IDisposable
{
    private static readonly Bytes32 Chain = new(SHA256.HashData("chain"u8));
    private readonly SigningKey author = SigningKey.Generate();
    private readonly byte[] key = ContentEncryption.NewKey();

    public void Dispose() => author.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536 - 64)]
    [InlineData(65_536)]
    [InlineData(9_000_001)]
    public async Task What_was_signed_and_sealed_opens_to_the_same(int size)
    {
        var plain = RandomNumberGenerator.GetBytes(size);
        var (opened, bytes) = await OpenAsync(await SealAsync(plain), author.PublicKey, Chain);
        Assert.Equal(size, opened);
        Assert.Equal(plain, bytes);
    }

    [Fact]
    public async Task Truncated_extended_reordered_and_flipped_content_does_not_open()
    {
        const int chunk = 65_536 + 16;
        var content = await SealAsync(RandomNumberGenerator.GetBytes(300_000));
        byte[] flipped = [.. content];
        flipped[100_000] ^= 1;
        byte[] swapped = [.. content[chunk..(2 * chunk)], .. content[..chunk], .. content[(2 * chunk)..]];
        foreach (var wrong in (byte[][])[content[..^1], content[..(2 * chunk)], [], [.. content, 0], [.. content, .. content], flipped, swapped])
        {
            Assert.Null((await OpenAsync(wrong, author.PublicKey, Chain)).Opened);
        }
    }

    [Fact]
    public async Task Another_author_or_chain_is_not_believed()
    {
        using var other = SigningKey.Generate();
        var content = await SealAsync("spirometry"u8.ToArray());
        Assert.Null((await OpenAsync(content, other.PublicKey, Chain)).Opened);
        Assert.Null((await OpenAsync(content, author.PublicKey, new Bytes32(SHA256.HashData("another"u8)))).Opened);
    }

    [Fact]
    public async Task A_file_that_fails_to_read_ends_the_sealing_with_its_error()
    {
        await using var broken = new BrokenStream();
        using var content = new MemoryStream();
        await Assert.ThrowsAsync<IOException>(() => AuthoredDocument.SealAsync(broken, content, key, author, Chain, CancellationToken.None));
    }

    private async Task<byte[]> SealAsync(byte[] plain)
    {
        using var source = new MemoryStream(plain);
        using var content = new MemoryStream();
        var summary = await AuthoredDocument.SealAsync(source, content, key, author, Chain, CancellationToken.None);
        Assert.Equal(SHA256.HashData(content.ToArray()), summary.SealedHash.ToArray());
        return content.ToArray();
    }

    private async Task<(long? Opened, byte[] Bytes)> OpenAsync(byte[] content, Bytes32 by, Bytes32 chainId)
    {
        using var source = new MemoryStream(content);
        using var plain = new MemoryStream();
        var opened = await AuthoredDocument.OpenAsync(source, plain, key, by, chainId, CancellationToken.None);
        return (opened?.Bytes, plain.ToArray());
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("the disk went away");
    }
}
