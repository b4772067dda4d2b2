using System.Security.Cryptography;

namespace HospitalChain.Crypto.Tests;

public sealed class SealedBoxTests
{
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    public void Box_opens_to_what_was_sealed(int size)
    {
        var plaintext = RandomNumberGenerator.GetBytes(size);
        var box = SealedBox.Seal(key, plaintext, "aad"u8);
        Assert.Equal(size + SealedBox.OverheadBytes, box.Length);
        Assert.True(SealedBox.TryOpen(key, box, "aad"u8, out var opened));
        Assert.Equal(plaintext, opened);
    }

    [Fact]
    public void Every_changed_byte_and_every_cut_is_refused()
    {
        var box = SealedBox.Seal(key, "a short text"u8, "aad"u8);
        for (var i = 0; i < box.Length; i++)
        {
            box[i] ^= 0x80;
            Assert.False(SealedBox.TryOpen(key, box, "aad"u8, out _), $"byte {i}");
            box[i] ^= 0x80;
            Assert.False(SealedBox.TryOpen(key, box.AsSpan(0, i), "aad"u8, out _), $"{i} bytes");
        }

        Assert.False(SealedBox.TryOpen(key, box, "aae"u8, out _));
        Assert.False(SealedBox.TryOpen(new byte[32], box, "aad"u8, out _));
    }

    [Fact]
    public void Key_has_32_bytes() => Assert.Throws<CryptographicException>(() => SealedBox.Seal(new byte[16], "text"u8, default));
}
