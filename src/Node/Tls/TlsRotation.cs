using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Tls;

/// <summary>
/// Announces the node's next certificate on the registry chain by the node's own key, and shows it once that record is in a
/// block here and peers had their time. Chains go on meanwhile; after a kill it goes on from the plan on the disk.
/// </summary>
public sealed class TlsRotation(TlsIdentity identity, SigningKey key, ILedgers ledgers, TimeProvider time, ILogger<TlsRotation> log) : ServiceWorker(time, ledgers, log)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    private readonly TimeProvider time = time;
    private readonly ILedgers ledgers = ledgers;
    private DateTimeOffset tried = DateTimeOffset.MinValue;

    /// <summary>The node's own entry, if it may announce anything: enrolled on the registry with a machine, by a key in force.</summary>
    public EnrolmentEntry? Own => ledgers.Registry?.State.Entries.Enrolment(key.PublicKey) is { IsInForce: true, TlsFingerprint.IsZero: false } own ? own : null;

    /// <summary>Begins a change, or answers the one that was begun.</summary>
    public TlsPlan Begin(TimeSpan switchAfter, TimeSpan overlap)
    {
        var plan = identity.Begin(switchAfter, overlap);
        Wake();
        return plan;
    }

    protected override async Task RunRoundAsync(CancellationToken cancellation)
    {
        if (identity.Plan is not { } plan || Own is not { } own)
        {
            return;
        }

        if (own.TlsFingerprint != plan.Fingerprint)
        {
            await AnnounceAsync(plan, cancellation);
        }
        else if ((ulong)time.GetUtcNow().ToUnixTimeMilliseconds() >= plan.SwitchMillis)
        {
            identity.Switch();
            log.TlsSwitched(identity.Fingerprint, identity.First);
        }
    }

    private async Task AnnounceAsync(TlsPlan plan, CancellationToken cancellation)
    {
        if (time.GetUtcNow() - tried < RetryInterval)
        {
            return;
        }

        tried = time.GetUtcNow();
        var registry = ledgers.Registry!;
        var body = new RotateTls { TlsFingerprint = plan.Fingerprint, OldUntilMillis = plan.OldUntilMillis };
        var submission = await registry.SubmitForPromiseAsync(Record.Sign(registry.ChainId, plan.IssuedMillis, body, key), TimeSpan.Zero, cancellation);
        if (submission.Answer.Refusal is { } refusal)
        {
            log.TlsNotAnnounced(plan.Fingerprint, refusal.ToString());
        }
    }
}
