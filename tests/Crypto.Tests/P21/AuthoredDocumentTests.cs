using System.Security.Cryptography;
using HospitalChain.Crypto.P21;

namespace HospitalChain.Crypto.Tests.P21;

public sealed class AuthoredDocumentTests : IDisposable
{
    private static readonly Bytes32 Chain = new([.. Enumerable.Repeat((byte)3, 32)]);

    private readonly SigningKey author = SigningKey.Generate();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public async Task Author_is_known_and_the_document_comes_back(int size)
    {
        var document = RandomNumberGenerator.GetBytes(size);
        var signed = await SignAsync(document);
        Assert.Equal(size + Signature64.Size, signed.Length);
        Assert.Equal(document, signed[..size]);
        var (valid, back) = await VerifyAsync(signed, author.PublicKey, Chain);
        Assert.True(valid);
        Assert.Equal(document, back);
    }

    [Fact]
    public async Task Another_author_chain_or_document_is_refused()
    {
        using var other = SigningKey.Generate();
        var signed = await SignAsync([1, 2, 3]);
        Assert.False((await VerifyAsync(signed, other.PublicKey, Chain)).Valid);
        Assert.False((await VerifyAsync(signed, author.PublicKey, Bytes32.Zero)).Valid);
        for (var i = 0; i < signed.Length; i++)
        {
            signed[i] ^= 1;
            Assert.False((await VerifyAsync(signed, author.PublicKey, Chain)).Valid, $"byte {i}");
            signed[i] ^= 1;
            Assert.False((await VerifyAsync(signed[..i], author.PublicKey, Chain)).Valid, $"{i} bytes");
        }

        Assert.False((await VerifyAsync([.. signed, 0], author.PublicKey, Chain)).Valid);
    }

    public void Dispose() => author.Dispose();

    private static async Task<(bool Valid, byte[] Document)> VerifyAsync(byte[] signed, Bytes32 author, Bytes32 chain)
    {
        using var document = new MemoryStream();
        var valid = await AuthoredDocument.VerifyAsync(new MemoryStream(signed), document, author, chain);
        return (valid is not null, document.ToArray());
    }

    private async Task<byte[]> SignAsync(byte[] document)
    {
        using var signed = new MemoryStream();
        await AuthoredDocument.SignAsync(new MemoryStream(document), signed, author, Chain);
        return signed.ToArray();
    }
}
