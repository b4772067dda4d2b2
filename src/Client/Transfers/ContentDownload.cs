using System.Net;
using System.Security.Cryptography;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Transfers;

/// <summary>
/// Fetches a record's sealed content into the profile's inbox, range by range, going on where an earlier try stopped, also one
/// of a process that was killed. The file gets its final name only after its SHA-256 was checked against the record's.
/// </summary>
/// <param name="session">The reader at work.</param>
/// <param name="identity">As whom to fetch.</param>
/// <param name="progress">Told which part of the content is here, from 0 to 1.</param>
public sealed class ContentDownload(ClientSession session, LoginIdentity identity, IProgress<double>? progress = null)
{
    /// <summary>The store judges each range anew, so a revocation ends a running download after at most this.</summary>
    public const int RangeBytes = 8 * 1024 * 1024;

    /// <summary>The fetched file, whose bytes are the record's.</summary>
    /// <param name="record">Proven to be on its chain.</param>
    /// <param name="content">The content that it names.</param>
    /// <param name="grantId">The grant to read under; zero for the own right of a patient, owner or author.</param>
    /// <param name="cancellation">Stops it; a later call goes on.</param>
    public async Task<string> FetchAsync(Record record, ContentReceipt content, Bytes32 grantId, CancellationToken cancellation)
    {
        var target = session.Folder.PathOf(Path.Combine("inbox", content.ContentHash + ".sealed"));
        var part = target + ".part";
        if (File.Exists(target))
        {
            File.Move(target, part, overwrite: true); // fetched before and not opened: its hash is checked again
        }

        Bytes32 hash;
        var file = new FileStream(part, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await using (file.ConfigureAwait(false))
        {
            using var hashed = await HashPartAsync(file, content.SizeBytes, cancellation).ConfigureAwait(false);
            await AppendAsync(record, content, grantId, file, hashed, cancellation).ConfigureAwait(false);
            hash = new Bytes32(hashed.GetHashAndReset());
        }

        if (hash != content.ContentHash)
        {
            File.Delete(part);
            throw new RefusedException(ClientRefusals.ContentMismatch.With($"content {content.ContentHash}"));
        }

        File.Move(part, target, overwrite: true);
        return target;
    }

    private async Task AppendAsync(Record record, ContentReceipt content, Bytes32 grantId, FileStream file, IncrementalHash hashed, CancellationToken cancellation)
    {
        var store = session.Connect(StoreLocator.StoreOf(session, content.Store, record.ChainId), identity);
        ContentTicket? ticket = null;
        var failures = 0;
        while ((ulong)file.Length < content.SizeBytes)
        {
            var before = file.Length;
            try
            {
                ticket ??= await AskAsync(store, record, content, grantId, cancellation).ConfigureAwait(false);
                await AppendRangeAsync(store, ticket, content, file, hashed, cancellation).ConfigureAwait(false);
            }
            catch (HttpIOException broken)
            {
                // the connection broke: what came is kept, the rest is asked for
                failures = file.Length > before ? 1 : failures + 1;
                if (failures >= RetrySchedule.AttemptsMax)
                {
                    throw new RefusedException(ClientRefusals.NodeUnreachable.With($"{store.Node.Address}: {broken.HttpRequestError}"));
                }
            }
            catch (RefusedException ended) when (ended.Refusal.Code == Refusals.DeliveryTicketInvalid.Code && ticket is not null && ++failures < RetrySchedule.AttemptsMax)
            {
                ticket = null; // its time is over, or the store was started anew
            }
        }
    }

    private async Task<ContentTicket> AskAsync(NodeConnection store, Record record, ContentReceipt content, Bytes32 grantId, CancellationToken cancellation)
    {
        var request = session.SignRequest(identity, record.ChainId, record.Id, grantId);
        var ticket = await store.ContentAccessAsync(request, cancellation).ConfigureAwait(false);
        await session.Chains.CheckPromiseAsync(record.ChainId, ticket.AccessId, ticket.Promise, identity, cancellation).ConfigureAwait(false);
        return ticket.Sha256 == content.ContentHash && ticket.SizeBytes == content.SizeBytes
            ? ticket
            : throw new RefusedException(ClientRefusals.ContentMismatch.With($"the store offers content {ticket.Sha256} of {ticket.SizeBytes} bytes"));
    }

    private async Task AppendRangeAsync(
        NodeConnection store, ContentTicket ticket, ContentReceipt content, FileStream file, IncrementalHash hashed, CancellationToken cancellation)
    {
        var from = file.Length;
        var to = Math.Min(from + RangeBytes, (long)content.SizeBytes) - 1;
        using var response = await store.ContentRangeAsync(content.ContentHash, ticket.Ticket, from, to, cancellation).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            throw new RefusedException(ClientRefusals.AnswerMalformed.With("the store answers without ranges"));
        }

        var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            file.Position = from;
            var fits = await HashedCopy.RunAsync(
                body,
                hashed,
                async block =>
                {
                    if (file.Position + block.Length > to + 1)
                    {
                        return false;
                    }

                    await file.WriteAsync(block, CancellationToken.None).ConfigureAwait(false);
                    progress?.Report((double)file.Position / content.SizeBytes);
                    return true;
                },
                cancellation).ConfigureAwait(false);
            if (!fits)
            {
                throw new RefusedException(ClientRefusals.ContentMismatch.With($"more than the range from {from} to {to}"));
            }
        }

        if (file.Length <= from)
        {
            throw new RefusedException(ClientRefusals.AnswerMalformed.With("the download does not advance"));
        }
    }

    /// <summary>The hash of what an earlier try left; what cannot be the content's beginning goes.</summary>
    private static async Task<IncrementalHash> HashPartAsync(FileStream file, ulong sizeBytes, CancellationToken cancellation)
    {
        if ((ulong)file.Length > sizeBytes)
        {
            file.SetLength(0);
        }

        var hashed = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        file.Position = 0;
        await HashedCopy.RunAsync(file, hashed, _ => ValueTask.FromResult(true), cancellation).ConfigureAwait(false);
        return hashed;
    }
}
