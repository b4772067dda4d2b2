using HospitalChain.Node.Api;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Pre;

/// <summary>Honours a validly signed revoke on sight (chain.md §4.7): from then on nothing is delivered and rk is gone.</summary>
public sealed class RevocationDesk(RevocationsOnSight revocations, ShareKeeper shares, RekeyKeeper rekeys, ILedgers ledgers)
{
    private static readonly TimeSpan PromisePatience = TimeSpan.FromSeconds(2);

    /// <summary>Null when the grant is over here; a refusal changes nothing.</summary>
    public Refusal? Honour(Record record)
    {
        var taken = revocations.Take(record);
        if (!taken.Ok)
        {
            return taken.Refusal;
        }

        var grantId = ((Revoke)record.Body).GrantId;
        shares.EndGrant(record.ChainId, grantId);
        rekeys.EndGrant(record.ChainId, grantId);
        return null;
    }

    /// <summary>Brings an honoured revoke onto its chain too.</summary>
    public Task<Submission> SubmitAsync(Record record, CancellationToken cancellation) =>
        ledgers.Find(record.ChainId)!.SubmitForPromiseAsync(record, PromisePatience, cancellation);
}
