using System.Security.Cryptography;
using HospitalChain.Crypto;

namespace HospitalChain.Bench;

/// <summary>
/// Content encryption beside AES-GCM and SHA-256 alone, each on one thread over the same memory in blocks of 64 KB, and
/// the memory that streaming a gigabyte takes.
/// </summary>
internal static class ContentGroup
{
    private const int Megabytes = 64;
    private const int ContentBytes = Megabytes << 20;
    private const int BlockBytes = 64 << 10;
    private const int TagBytes = 16;
    private const int Rounds = 15;
    private const int WarmUps = 3;

    public static IReadOnlyList<BenchRow> Measure()
    {
        List<BenchRow> rows = [.. ContentMemory.Measure()];
        var key = ContentEncryption.NewKey();
        var plain = RandomNumberGenerator.GetBytes(ContentBytes);
        var stored = ContentEncryption.Seal(plain, key);
        var (target, tags) = (new byte[stored.Length], new byte[(ContentBytes / BlockBytes) * TagBytes]);
        var watches = new Stopwatches(Rounds, WarmUps);
        var encrypt = watches.Add(() => EncryptBlocks(plain, target, tags, key));
        var sealNone = watches.Add(() => Seal(plain, target, key, ContentHashes.None));
        var sealStored = watches.Add(() => Seal(plain, target, key, ContentHashes.Sealed));
        var sealBoth = watches.Add(() => Seal(plain, target, key, ContentHashes.Both));
        var decrypt = watches.Add(Decryption(plain, key));
        var openNone = watches.Add(() => Open(stored, target, key, ContentHashes.None));
        var openBoth = watches.Add(() => Open(stored, target, key, ContentHashes.Both));
        var hash = watches.Add(() => HashBlocks(plain));
        watches.Run();
        rows.AddRange(
        [
            new("content AES-256-GCM encrypt alone", Speed(encrypt), "MB/s"),
            new("content AES-256-GCM decrypt alone", Speed(decrypt), "MB/s"),
            new("content SHA-256 alone", Speed(hash), "MB/s"),
            Row("content seal 64 MB", sealNone, encrypt, "AES-GCM alone") with { AtLeast = 0.7 },
            Row("content open 64 MB", openNone, decrypt, "AES-GCM alone") with { AtLeast = 0.7 },
            Row("content seal 64 MB, stored hash", sealStored, hash, "SHA-256 alone, which is slower than AES-GCM"),
            Row("content seal 64 MB, both hashes", sealBoth, hash, "SHA-256 alone, once"),
            Row("content open 64 MB, both hashes", openBoth, hash, "SHA-256 alone, once"),
        ]);
        return rows;
    }

    private static BenchRow Row(string name, Timing timing, Timing reference, string meaning) =>
        new(name, Speed(timing), "MB/s", Speed(reference), meaning);

    private static double Speed(Timing timing) => Megabytes / (timing.Microseconds / 1_000_000);

    private static void Seal(byte[] plain, byte[] target, byte[] key, ContentHashes hashes) =>
        ContentEncryption.SealAsync(new MemoryStream(plain), new MemoryStream(target), key, hashes).GetAwaiter().GetResult();

    private static void Open(byte[] stored, byte[] target, byte[] key, ContentHashes hashes)
    {
        if (ContentEncryption.OpenAsync(new MemoryStream(stored), new MemoryStream(target), key, hashes).GetAwaiter().GetResult() is null)
        {
            throw new InvalidOperationException("sealed content was refused");
        }
    }

    private static void EncryptBlocks(byte[] plain, byte[] target, byte[] tags, byte[] key)
    {
        using var aes = new AesGcm(key, TagBytes);
        Span<byte> nonce = stackalloc byte[12];
        for (var block = 0; block < ContentBytes / BlockBytes; block++)
        {
            BitConverter.TryWriteBytes(nonce, block);
            var at = block * BlockBytes;
            aes.Encrypt(nonce, plain.AsSpan(at, BlockBytes), target.AsSpan(at, BlockBytes), tags.AsSpan(block * TagBytes, TagBytes));
        }
    }

    private static Action Decryption(byte[] plain, byte[] key)
    {
        var (sealedBlocks, opened, tags) = (new byte[ContentBytes], new byte[ContentBytes], new byte[(ContentBytes / BlockBytes) * TagBytes]);
        EncryptBlocks(plain, sealedBlocks, tags, key);
        return () =>
        {
            using var aes = new AesGcm(key, TagBytes);
            Span<byte> nonce = stackalloc byte[12];
            for (var block = 0; block < ContentBytes / BlockBytes; block++)
            {
                BitConverter.TryWriteBytes(nonce, block);
                var at = block * BlockBytes;
                aes.Decrypt(nonce, sealedBlocks.AsSpan(at, BlockBytes), tags.AsSpan(block * TagBytes, TagBytes), opened.AsSpan(at, BlockBytes));
            }
        };
    }

    private static void HashBlocks(byte[] plain)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = 0; at < ContentBytes; at += BlockBytes)
        {
            hash.AppendData(plain.AsSpan(at, BlockBytes));
        }

        hash.GetHashAndReset();
    }
}
