using System.Net;
using System.Security.Cryptography;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Tests.Network;

/// <summary>A content store with resumable uploads, which can be told to break connections and to lie.</summary>
internal sealed class TestContent(SigningKey store, TestClock clock)
{
    private readonly Dictionary<Bytes32, byte[]> stored = [];
    private readonly Dictionary<Bytes32, (MemoryStream Bytes, long Size)> uploads = [];

    /// <summary>How many next downloads break off in the middle.</summary>
    public int BreakDownloads { get; set; }

    /// <summary>How many next parts of an upload are cut in half and answered with 503.</summary>
    public int BreakUploads { get; set; }

    /// <summary>What to hand out instead of what was stored.</summary>
    public Func<byte[], byte[]> Lie { get; set; } = bytes => bytes;

    public IEnumerable<byte[]> Stored => stored.Values;

    public HttpResponseMessage Begin(Bytes32 hash, long size)
    {
        uploads.TryAdd(hash, (new MemoryStream(), size));
        return State(hash);
    }

    public HttpResponseMessage State(Bytes32 hash)
    {
        var (bytes, size) = uploads[hash];
        return Answers.Json(new { sha256 = hash, sizeBytes = size, offset = bytes.Length, stored = stored.ContainsKey(hash) });
    }

    public HttpResponseMessage Append(Bytes32 hash, long offset, byte[] part)
    {
        var upload = uploads[hash].Bytes;
        if (offset != upload.Length)
        {
            return Answers.Problem(HttpStatusCode.Conflict, "UPLOAD_OFFSET");
        }

        if (BreakUploads > 0)
        {
            BreakUploads--;
            upload.Write(part.AsSpan(0, part.Length / 2));
            return Answers.Problem(HttpStatusCode.ServiceUnavailable, "NOT_READY");
        }

        upload.Write(part);
        return State(hash);
    }

    public HttpResponseMessage Finish(Bytes32 hash, Bytes32 chainId, Bytes32 context)
    {
        var bytes = uploads[hash].Bytes.ToArray();
        if (new Bytes32(SHA256.HashData(bytes)) != hash)
        {
            return Answers.Problem(HttpStatusCode.UnprocessableEntity, "CONTENT_HASH_MISMATCH");
        }

        stored[hash] = bytes;
        var signature = store.Sign(SignedMessage.Receipt(chainId, hash, (ulong)bytes.Length, context, clock.NowMillis));
        return Answers.Json(new { chainId, sha256 = hash, sizeBytes = bytes.Length, context, timeMillis = clock.NowMillis, store = store.PublicKey, signature });
    }

    public HttpResponseMessage Fetch(Bytes32 hash, long from)
    {
        if (!stored.TryGetValue(hash, out var honest))
        {
            return Answers.Problem(HttpStatusCode.NotFound, "CONTENT_NOT_FOUND");
        }

        var bytes = Lie(honest)[(int)from..];
        var broken = BreakDownloads > 0;
        BreakDownloads -= broken ? 1 : 0;
        return new HttpResponseMessage(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
        {
            Content = new StreamContent(broken ? new BrokenStream(bytes.AsMemory(0, bytes.Length / 2)) : new MemoryStream(bytes)),
        };
    }

    /// <summary>A body whose connection ends before it does.</summary>
    private sealed class BrokenStream(ReadOnlyMemory<byte> before) : MemoryStream(before.ToArray())
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new HttpIOException(HttpRequestError.ResponseEnded);
        }
    }
}
