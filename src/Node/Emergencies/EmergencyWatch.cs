using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Desk;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Emergencies;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Storage;

namespace HospitalChain.Node.Emergencies;

/// <summary>
/// The hospital's part in emergencies (crypto.md §8, chain.md §2): tells the patient of each record about one, closes what
/// nobody closed in time, and says so when nobody judged it in time. What is outstanding is on the disk.
/// </summary>
internal sealed class EmergencyWatch(HospitalIdentity hospital, ILedger chain, StoreEngine engine, IPostOffice mail, TimeProvider time, ILogger<EmergencyWatch> log)
{
    /// <summary>A record that was refused because a block's time lagged is signed anew after this.</summary>
    private const ulong RetryMillis = 10_000;

    private static readonly TimeSpan LetterLifetime = TimeSpan.FromDays(29);
    private readonly EmergencyStore store = new(engine);

    /// <summary>Does what can be done now.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        for (var height = store.Height + 1; height <= chain.State.Head.Height; height++)
        {
            if (chain.ReadBlock(height) is not { } block || !await TellAsync(block.Records, cancellation))
            {
                break;
            }

            store.Seen(height, block.Records.Where(record => record.Body is BreakGlassOpen).Select(record => record.Id));
        }

        foreach (var opening in store.Open())
        {
            await SettleAsync(opening, cancellation);
        }
    }

    private async Task SettleAsync(Bytes32 opening, CancellationToken cancellation)
    {
        if (chain.State.Entries.BreakGlass(opening) is not { } emergency)
        {
            return;
        }

        var now = Now();
        if (!emergency.Closed && now >= emergency.UntilMillis)
        {
            await SubmitAsync(new BreakGlassClose { OpenId = opening, Opened = emergency.Opened }, now, cancellation);
        }

        if (emergency.Verdict == ReviewVerdict.None && now >= emergency.ReviewDueMillis)
        {
            await SubmitAsync(new Review { OpenId = opening, Verdict = ReviewVerdict.Overdue }, now, cancellation);
        }

        if (emergency.Closed && emergency.Verdict != ReviewVerdict.None)
        {
            store.Done(opening);
        }
    }

    /// <summary>False when a letter could not be posted yet: the block is looked at again.</summary>
    private async Task<bool> TellAsync(IReadOnlyList<Record> records, CancellationToken cancellation)
    {
        foreach (var record in records)
        {
            if (EmergencyOf(record) is not { } emergency || chain.State.Entries.Visit(emergency.Pid.Span) is not { } visit)
            {
                continue;
            }

            if (await mail.PostAsync(Notice(record.Id, emergency, visit), hospital.ChainId, cancellation) is { } refusal)
            {
                if (refusal.Reason.Kind is RefusalKind.NotReady or RefusalKind.RateLimited)
                {
                    return false;
                }

                log.NoticeRefused(record.Id, refusal.Code); // an id that is taken is the same notice, posted before a crash
            }
        }

        return true;
    }

    private BreakGlassEntry? EmergencyOf(Record record) => record.Body switch
    {
        BreakGlassOpen => chain.State.Entries.BreakGlass(record.Id),
        BreakGlassClose body => chain.State.Entries.BreakGlass(body.OpenId),
        Review body => chain.State.Entries.BreakGlass(body.OpenId),
        _ => null,
    };

    private SignedMail Notice(Bytes32 recordId, BreakGlassEntry emergency, VisitEntry visit)
    {
        if (!SealingPublicKey.TryDecode(visit.Sealing.Span, out var to))
        {
            throw new InvalidDataException("a sealing key on the chain does not decode");
        }

        var content = new EmergencyNotice { ChainId = hospital.ChainId, Pid = emergency.Pid, RecordId = recordId }.ToBytes();
        var id = new Bytes32(SHA256.HashData([.. "notice"u8, .. recordId.ToArray()]));
        var expiry = (ulong)(time.GetUtcNow() + LetterLifetime).ToUnixTimeMilliseconds();
        return SignedMail.Write(new MailLetter(MailPurposes.BreakGlassNotice, hospital.ChainId, visit.Signing, id, expiry), hospital.Signing, to, content);
    }

    /// <summary>The same within a while, so that many rounds are one record.</summary>
    private Task SubmitAsync(RecordBody body, ulong now, CancellationToken cancellation) =>
        chain.SubmitForPromiseAsync(Record.Sign(hospital.ChainId, now - (now % RetryMillis), body, hospital.Signing), TimeSpan.Zero, cancellation);

    private ulong Now() => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
}
