using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Client.Supervision;

/// <summary>
/// A party's credit, proven by the state, and each change of it with its rule and its evidence, proven record by record:
/// whose it is, for what and how much follows from the records. A node can withhold a change, and then the sum does not come
/// out, not invent one. Appeals and their answers.
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
        var party = await session.Chains.PartyOfAsync(chainId, key, identity, cancellation).ConfigureAwait(false);
        var value = await session.Chains.EntryAsync(chainId, StateKinds.Credit, party.ToArray(), identity, cancellation).ConfigureAwait(false);
        var credit = value is { } bytes && CreditEntry.Parse(bytes.Span) is { } entry ? entry : throw new RefusedException(Refusals.AuthorUnknown.With($"{key} has no credit on chain {chainId}"));
        var genesis = await session.Chains.GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false);
        var changes = await session.Connect(session.Settings.NodeFor(chainId), identity).CreditChangesAsync(chainId, key, cancellation).ConfigureAwait(false);
        var left = genesis.Parameters.CreditStart;
        foreach (var change in changes)
        {
            var made = (await session.Chains.RecordAsync(chainId, change.RecordId, identity, cancellation).ConfigureAwait(false)).Record;
            var charge = change.EvidenceId == change.RecordId ? made
                : (await session.Chains.RecordAsync(chainId, change.EvidenceId, identity, cancellation).ConfigureAwait(false)).Record;
            if (changes.Count(other => other.RecordId == change.RecordId) > 1 || !Makes(made, charge, change, out var accused, left, genesis.Parameters)
                || await session.Chains.PartyOfAsync(chainId, accused, identity, cancellation).ConfigureAwait(false) != party)
            {
                throw new RefusedException(Refusals.ProofInvalid.With($"record {change.RecordId} does not make this change"));
            }

            left = change.After;
        }

        return (credit, changes, left == credit.Points);
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

    /// <summary>The change is the one that its record makes of what was left, and it is this party's.</summary>
    /// <param name="made">The record that made it.</param>
    /// <param name="charge">The record that carries the evidence of its case.</param>
    /// <param name="change">What the node says.</param>
    /// <param name="accused">Whom it charges.</param>
    /// <param name="left">Points before it.</param>
    /// <param name="parameters">The chain's.</param>
    private static bool Makes(Record made, Record charge, CreditChange change, out Bytes32 accused, uint left, ChainParameters parameters)
    {
        (var caseId, accused, var code) = charge.Body switch
        {
            Rejection rejection => (rejection.Refused.Id, rejection.Refused.Author, rejection.Code),
            Report { Evidence.Value: { } evidence } => (charge.Id, evidence.Genesis.Supernode.Signing, evidence.Code),
            _ => (default, default, string.Empty),
        };
        var after = made.Body switch
        {
            Rejection when made.Id == charge.Id => left - Math.Min(parameters.CostOf(code), left),
            Sanction sanction when sanction.ReportId == caseId => left - Math.Min(sanction.Points, left),
            Restoration restoration when restoration.CaseId == caseId => Math.Min(parameters.CreditStart, left + restoration.Points),
            _ => (uint?)null,
        };
        return after is { } points
            && (change.Kind, change.CaseId, change.Code, change.Rule) == (made.Kind, caseId, code, Offences.RuleOf(code))
            && (change.Points, change.After) == ((int)points - (int)left, points);
    }
}
