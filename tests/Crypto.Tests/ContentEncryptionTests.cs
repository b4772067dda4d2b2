using System.Security.Cryptography;

namespace HospitalChain.Crypto.Tests;

public sealed class ContentEncryptionTests
{
    private const int Chunk = ContentCipher.ChunkBytes;
    private const int SealedChunk = Chunk + ContentCipher.TagBytes;

    private readonly byte[] key = ContentEncryption.NewKey();

    [Fact]
    public async Task Vectors_are_sealed_and_opened()
    {
        foreach (var item in VectorFile.Cases("content.json"))
        {
            var plain = TestContent(item.GetProperty("size").GetInt32());
            var sealedContent = ContentEncryption.Seal(plain, item.Hex("key"));
            Assert.Equal(item.GetProperty("sealedSize").GetInt32(), sealedContent.Length);
            Assert.Equal(sealedContent.Length, ContentEncryption.SealedSize(plain.Length));
            Assert.Equal(item.Hex("sealedSha256"), SHA256.HashData(sealedContent));
            if (item.TryGetProperty("sealed", out var bytes))
            {
                Assert.Equal(Convert.FromHexString(bytes.GetString()!), sealedContent);
            }

            var (streamed, summary) = await SealAsync(plain, item.Hex("key"));
            Assert.Equal(sealedContent, streamed);
            Assert.Equal(item.Hash("sealedSha256"), summary.SealedHash);
            Assert.True(ContentEncryption.TryOpen(sealedContent, item.Hex("key"), out var opened));
            Assert.Equal(plain, opened);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData(4 * Chunk)]
    [InlineData((4 * Chunk) + 1)]
    [InlineData(8 * Chunk)]
    [InlineData((13 * Chunk) + 77)]
    public async Task Streamed_content_comes_back_with_its_hashes(int size)
    {
        var plain = RandomNumberGenerator.GetBytes(size);
        var (sealedContent, summary) = await SealAsync(plain, key);
        var expected = new ContentSummary(
            size, ContentEncryption.SealedSize(size), new Bytes32(SHA256.HashData(plain)), new Bytes32(SHA256.HashData(sealedContent)));
        Assert.Equal(expected, summary);
        var (opened, openedSummary) = await OpenAsync(sealedContent);
        Assert.Equal(expected, openedSummary);
        Assert.Equal(plain, opened);
    }

    [Fact]
    public async Task Streams_that_give_a_few_bytes_at_a_time_change_nothing()
    {
        var plain = RandomNumberGenerator.GetBytes((6 * Chunk) + 5);
        using var output = new MemoryStream();
        await using (var trickle = new TrickleStream(plain))
        {
            await ContentEncryption.SealAsync(trickle, output, key);
        }

        Assert.Equal(ContentEncryption.Seal(plain, key), output.ToArray());
        await using var back = new TrickleStream(output.ToArray());
        using var opened = new MemoryStream();
        Assert.NotNull(await ContentEncryption.OpenAsync(back, opened, key));
        Assert.Equal(plain, opened.ToArray());
    }

    [Fact]
    public async Task Hashes_not_asked_for_are_zero()
    {
        using var output = new MemoryStream();
        var summary = await ContentEncryption.SealAsync(new MemoryStream([1, 2, 3]), output, key, ContentHashes.Sealed);
        Assert.Equal(Bytes32.Zero, summary.PlainHash);
        Assert.Equal(new Bytes32(SHA256.HashData(output.ToArray())), summary.SealedHash);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(Chunk)]
    [InlineData((5 * Chunk) + 9)]
    public async Task Truncated_content_is_refused(int size)
    {
        var sealedContent = ContentEncryption.Seal(RandomNumberGenerator.GetBytes(size), key);
        for (var length = sealedContent.Length - 1; length >= 0; length -= Math.Max(1, size / 50))
        {
            await AssertRefusedAsync(sealedContent[..length], $"{length} bytes of {sealedContent.Length}");
        }

        for (var chunks = 1; chunks * SealedChunk < sealedContent.Length; chunks++)
        {
            await AssertRefusedAsync(sealedContent[..(chunks * SealedChunk)], $"{chunks} chunks");
        }
    }

    [Fact]
    public async Task Extended_content_is_refused()
    {
        var whole = ContentEncryption.Seal(RandomNumberGenerator.GetBytes(2 * Chunk), key);
        await AssertRefusedAsync([.. whole, 0], "one byte more");
        await AssertRefusedAsync([.. whole, .. new byte[ContentCipher.TagBytes]], "a tag more");
        await AssertRefusedAsync([.. whole, .. whole[^SealedChunk..]], "the last chunk again");
        await AssertRefusedAsync([.. whole, .. ContentEncryption.Seal([], key)], "an empty content more");
    }

    [Fact]
    public async Task Empty_last_chunk_after_others_is_refused()
    {
        using var cipher = new ContentCipher(key);
        var forged = new byte[SealedChunk + ContentCipher.TagBytes];
        cipher.SealChunk(0, last: false, new byte[Chunk], forged);
        cipher.SealChunk(1, last: true, default, forged.AsSpan(SealedChunk));
        await AssertRefusedAsync(forged, "an empty last chunk");
    }

    [Fact]
    public async Task Reordered_and_repeated_chunks_are_refused()
    {
        var whole = ContentEncryption.Seal(RandomNumberGenerator.GetBytes(7 * Chunk), key);
        byte[][] chunks = [.. whole.Chunk(SealedChunk)];
        for (var i = 0; i < chunks.Length; i++)
        {
            for (var j = 0; j < chunks.Length; j++)
            {
                if (i != j)
                {
                    byte[][] changed = [.. chunks];
                    changed[i] = chunks[j];
                    await AssertRefusedAsync([.. changed.SelectMany(c => c)], $"chunk {j} in place of {i}");
                }
            }
        }

        await AssertRefusedAsync([.. chunks[0], .. whole], "the first chunk twice");
        await AssertRefusedAsync(whole[SealedChunk..], "the first chunk missing");
    }

    [Fact]
    public async Task Flipped_bits_are_refused_and_nothing_of_their_chunk_is_released()
    {
        var plain = RandomNumberGenerator.GetBytes((5 * Chunk) + 100);
        var whole = ContentEncryption.Seal(plain, key);
        for (var position = 0; position < whole.Length; position += 4_099)
        {
            whole[position] ^= 0x10;
            using var released = new MemoryStream();
            Assert.Null(await ContentEncryption.OpenAsync(new MemoryStream(whole), released, key));
            Assert.True(released.Length <= position / SealedChunk * Chunk, $"released {released.Length} bytes of a change at {position}");
            Assert.Equal(plain[..(int)released.Length], released.ToArray());
            whole[position] ^= 0x10;
        }
    }

    [Fact]
    public void Refused_content_leaves_zeros()
    {
        var whole = ContentEncryption.Seal([.. Enumerable.Repeat((byte)7, 3 * Chunk)], key);
        whole[^1] ^= 1;
        var room = new byte[3 * Chunk];
        Assert.False(ContentEncryption.TryOpen(whole, room, key));
        Assert.Equal(-1, room.AsSpan().IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public async Task Another_key_opens_nothing()
    {
        var whole = ContentEncryption.Seal([1, 2, 3], key);
        Assert.Null(await ContentEncryption.OpenAsync(new MemoryStream(whole), Stream.Null, ContentEncryption.NewKey()));
    }

    [Fact]
    public void Sizes_are_told_in_both_directions()
    {
        foreach (var size in (long[])[0, 1, 15, 16, 17, Chunk - 1, Chunk, Chunk + 1, 10L * Chunk, 1L << 40])
        {
            Assert.True(ContentEncryption.TryPlainSize(ContentEncryption.SealedSize(size), out var plain));
            Assert.Equal(size, plain);
        }

        foreach (var impossible in (long[])[-1, 0, 15, SealedChunk + 1, SealedChunk + 16, (2 * SealedChunk) + 16])
        {
            Assert.False(ContentEncryption.TryPlainSize(impossible, out _), $"{impossible}");
        }
    }

    [Fact]
    public async Task Failing_target_is_reported()
    {
        var full = new MemoryStream(new byte[Chunk]); // cannot grow, as a full disk cannot
        await Assert.ThrowsAsync<NotSupportedException>(() => ContentEncryption.SealAsync(new MemoryStream(new byte[9 * Chunk]), full, key));
    }

    [Fact]
    public async Task Cancelled_sealing_stops() => await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ContentEncryption.SealAsync(
        new MemoryStream(new byte[9 * Chunk]), Stream.Null, key, ContentHashes.Both, new CancellationToken(canceled: true)));

    /// <summary>content.json's plaintext: Kdf("TEST-CONTENT", 32; u32(i)) for i = 0, 1, ….</summary>
    private static byte[] TestContent(int size)
    {
        var content = new byte[size];
        for (var block = 0; block * 32 < size; block++)
        {
            Transcript.Of("TEST-CONTENT").AddU32((uint)block).Expand(32).AsSpan(0, Math.Min(32, size - (block * 32))).CopyTo(content.AsSpan(block * 32));
        }

        return content;
    }

    private static async Task<(byte[] Sealed, ContentSummary Summary)> SealAsync(byte[] plain, byte[] key)
    {
        using var output = new MemoryStream();
        var summary = await ContentEncryption.SealAsync(new MemoryStream(plain), output, key);
        return (output.ToArray(), summary);
    }

    private async Task<(byte[] Plain, ContentSummary? Summary)> OpenAsync(byte[] sealedContent)
    {
        using var output = new MemoryStream();
        var summary = await ContentEncryption.OpenAsync(new MemoryStream(sealedContent), output, key);
        return (output.ToArray(), summary);
    }

    private async Task AssertRefusedAsync(byte[] sealedContent, string why)
    {
        Assert.False(ContentEncryption.TryOpen(sealedContent, key, out _), why);
        Assert.True((await OpenAsync(sealedContent)).Summary is null, why);
    }

    private sealed class TrickleStream(byte[] content) : MemoryStream(content)
    {
        private int next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            next = (next % 7919) + 1;
            return base.ReadAsync(buffer[..Math.Min(next, buffer.Length)], cancellationToken);
        }
    }
}
