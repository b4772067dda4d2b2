using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Supervision;

/// <summary>
/// A party's credit, proven by the state, and each change of it with its rule and its evidence, proven record by record:
/// a node can withhold a change, and then the sum does not come out, not invent one. Appeals and their answers.
/// </summary>
public sealed class CreditBook(ClientSession session)
{
    /// <summary>What a party has left and how that came about.</summary>
    /// <param name="chainId">A hospital's chain for a doctor; the registry chain for a hospital.</param>
    /// <param name="key">The party's signing key.</param>
    /// <param name="identity">Who asks.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RefusedException">No credit there, or a change that its records do not prove.</exception>
    public async Task<(CreditEntry Credit, IReadOnlyList<CreditChange> Changes, bool IsComplete)> ReadAsync(
        Bytes32 chainId, Bytes32 key, LoginIdentity identity, CancellationToken cancellation)
    {
        var value = await session.Chains.EntryAsync(chainId, StateKinds.Credit, key.ToArray(), identity, cancellation).ConfigureAwait(false);
        var credit = value is { } bytes && CreditEntry.Parse(bytes.Span) is { } entry ? entry : throw new RefusedException(Refusals.AuthorUnknown.With($"{key} has no credit on chain {chainId}"));
        var genesis = await session.Chains.GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false);
        var changes = await session.Connect(session.Settings.NodeFor(chainId), identity).CreditChangesAsync(chainId, key, cancellation).ConfigureAwait(false);
        foreach (var change in changes)
        {
            var proven = await session.Chains.RecordAsync(chainId, change.RecordId, identity, cancellation).ConfigureAwait(false);
            if (proven.Record.Kind != change.Kind || CaseOf(proven.Record.Body) != change.CaseId)
            {
                throw new RefusedException(Refusals.ProofInvalid.With($"record {change.RecordId} does not make this change"));
            }
        }

        var sum = changes.Aggregate((long)genesis.Parameters.CreditStart, (left, change) => left + change.Points);
        return (credit, changes, sum == credit.Points);
    }

    /// <summary>Asks for another look at a case of one's own.</summary>
    /// <param name="chainId">The chain that has the case.</param>
    /// <param name="caseId">Record id of the report; on a hospital's chain of the refused record.</param>
    /// <param name="statementHash">SHA-256 of what is mailed to the judge; zero without a statement.</param>
    /// <param name="identity">The accused.</param>
    /// <param name="wait">How long to wait for its block.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<RecordStatus> AppealAsync(Bytes32 chainId, Bytes32 caseId, Bytes32 statementHash, LoginIdentity identity, TimeSpan wait, CancellationToken cancellation) =>
        SubmitAsync(chainId, new Appeal { CaseId = caseId, StatementHash = statementHash }, identity, wait, cancellation);

    /// <summary>Answers an appeal with points given back; 0 when it fails.</summary>
    public Task<RecordStatus> RestoreAsync(Bytes32 chainId, Bytes32 caseId, uint points, LoginIdentity identity, TimeSpan wait, CancellationToken cancellation) =>
        SubmitAsync(chainId, new Restoration { CaseId = caseId, Points = points }, identity, wait, cancellation);

    private Task<RecordStatus> SubmitAsync(Bytes32 chainId, RecordBody body, LoginIdentity identity, TimeSpan wait, CancellationToken cancellation) =>
        new RecordSubmission(session).SubmitAsync(Record.Sign(chainId, session.NowMillis, body, identity.Key), identity, wait, cancellation);

    private static Bytes32 CaseOf(RecordBody body) => body switch
    {
        Rejection rejection => rejection.Refused.Id,
        Sanction sanction => sanction.ReportId,
        Restoration restoration => restoration.CaseId,
        _ => default,
    };
}
