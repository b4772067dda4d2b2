using System.Net;
using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Tests.Network;

/// <summary>A content store with resumable uploads, which can be told to break connections and to lie.</summary>
internal sealed class TestContent(SigningKey store, TestClock clock)
{
    private readonly Dictionary<Bytes32, byte[]> stored = [];
    private readonly Dictionary<Bytes32, (MemoryStream Bytes, long Size)> uploads = [];
    private readonly Dictionary<string, (Bytes32 Reader, Bytes32 Hash)> tickets = new(StringComparer.Ordinal);

    /// <summary>How many next downloads break off in the middle.</summary>
    public int BreakDownloads { get; set; }

    /// <summary>How many next parts of an upload are cut in half and answered with 503.</summary>
    public int BreakUploads { get; set; }

    /// <summary>What to hand out instead of what was stored.</summary>
    public Func<byte[], byte[]> Lie { get; set; } = bytes => bytes;

    /// <summary>What promise to hand out instead of the supernode's.</summary>
    public Func<byte[], byte[]> LieOfPromise { get; set; } = promise => promise;

    /// <summary>How many bytes more than asked for go out with each range.</summary>
    public int Overlong { get; set; }

    /// <summary>How many next parts find the tickets of before forgotten, as after a restart.</summary>
    public int ForgetTickets { get; set; }

    public Bytes32 Key => store.PublicKey;

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

    /// <summary>How many next requests it decides before it has the newest block.</summary>
    public int Behind { get; set; }

    /// <summary>Decides as every store does, and has the access in a block before it answers.</summary>
    public HttpResponseMessage Access(AccessRequest request, IReadOnlyDictionary<Bytes32, TestChain> chains)
    {
        var chain = chains[request.ChainId];
        var seen = chain;
        if (Behind > 0)
        {
            Behind--;
            seen = chain.Fork((int)chain.State.Head.Height - 1);
        }

        if (chain.Find(request.RecordId) is not { } record)
        {
            return Answers.Problem(Refusals.RecordUnknown);
        }

        var home = chain.State.Entries.Grant(request.GrantId) is { } grant && grant.GranteeChainId != request.ChainId ? chains[grant.GranteeChainId] : null;
        var permit = ContentDecision.Decide(request, record, new DeliveryView
        {
            Chain = seen.State,
            Head = seen.Head(),
            ReaderChain = home?.State,
            ReaderHead = home?.Head(),
            RevokedOnSight = new HashSet<Bytes32>(),
            NowMillis = clock.NowMillis,
        });
        if (!permit.Ok)
        {
            return Answers.Problem(permit.Refusal);
        }

        var access = Record.Sign(request.ChainId, clock.NowMillis, new Access { Request = request, Delivered = true, RefusalCode = string.Empty, Requests = 1 }, store);
        Assert.Null(chain.Apply(access));
        var ticket = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        tickets[ticket] = (request.Requester, permit.Value.Content.ContentHash);
        var promise = LieOfPromise(chain.PromiseOf(access.Id).ToBytes());
        return Answers.Json(new
        {
            ticket,
            expiryMillis = clock.NowMillis + 600_000,
            sha256 = permit.Value.Content.ContentHash,
            sizeBytes = permit.Value.Content.SizeBytes,
            accessId = access.Id,
            promise,
        });
    }

    public HttpResponseMessage Fetch(Bytes32 hash, TestPart part, Bytes32 caller)
    {
        if (part.Ticket is null || !tickets.TryGetValue(part.Ticket, out var good) || good != (caller, hash))
        {
            return Answers.Problem(Refusals.DeliveryTicketInvalid);
        }

        if (ForgetTickets > 0)
        {
            ForgetTickets--;
            tickets.Clear();
            return Answers.Problem(Refusals.DeliveryTicketInvalid);
        }

        if (!stored.TryGetValue(hash, out var honest))
        {
            return Answers.Problem(Refusals.ContentMissing);
        }

        var bytes = Lie(honest);
        bytes = bytes[(int)part.From..Math.Min(bytes.Length, part.To is { } to ? (int)to + 1 + Overlong : bytes.Length)];
        var broken = BreakDownloads > 0;
        BreakDownloads -= broken ? 1 : 0;
        return new HttpResponseMessage(HttpStatusCode.PartialContent)
        {
            Content = new StreamContent(broken ? new BrokenStream(bytes.AsMemory(0, bytes.Length / 2), reset: BreakDownloads > 0) : new MemoryStream(bytes)),
        };
    }

    /// <summary>A body whose connection ends before it does, or is reset.</summary>
    private sealed class BrokenStream(ReadOnlyMemory<byte> before, bool reset) : MemoryStream(before.ToArray())
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw (reset ? new IOException("connection reset by peer") : new HttpIOException(HttpRequestError.ResponseEnded));
        }
    }
}
