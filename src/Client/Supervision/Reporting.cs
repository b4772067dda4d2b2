using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Client.Supervision;

/// <summary>
/// Brings evidence against a hospital's supernode to the system manager (chain.md §4.5): a doctor or a party of the registry
/// signs the report; a patient hands the evidence to the system manager's node, so no visit's key reaches the registry chain.
/// </summary>
public sealed class Reporting(ClientSession session)
{
    private const int RejectionsPerBlockMax = RecordLimits.RecordsPerBlockMax;

    /// <summary>Reports what verifies here first; where it is known already, the answer names the report.</summary>
    /// <returns>The report's record id; null where the node that took it has yet to write it.</returns>
    public async Task<Bytes32?> ReportAsync(OffenceEvidence evidence, LoginIdentity identity, TimeSpan wait, CancellationToken cancellation)
    {
        evidence.Refuses().ThrowIfAny();
        if (session.Settings.Role == ProfileRole.Patient)
        {
            var taken = await session.Connect(session.Settings.ManagerNode(), identity).PostEvidenceAsync(evidence.ToBytes(), cancellation).ConfigureAwait(false);
            return taken.ReportId;
        }

        var registry = session.Settings.Registry();
        if (await KnownAsync(evidence, identity, cancellation).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        var body = new Report { Reporter = await ReporterAsync(registry, identity, cancellation).ConfigureAwait(false), EvidenceBytes = evidence.ToBytes() };
        var report = Record.Sign(registry, session.NowMillis, body, identity.Key);
        await new RecordSubmission(session).BringAsync(report, identity, wait, cancellation).ConfigureAwait(false);
        return report.Id;
    }

    /// <summary>Evidence from a file: as a node or the promise keeper wrote it, or two heads that the client kept when it refused a second history.</summary>
    /// <exception cref="RefusedException">It is neither.</exception>
    public async Task<OffenceEvidence> ReadAsync(ReadOnlyMemory<byte> bytes, LoginIdentity identity, CancellationToken cancellation)
    {
        var evidence = OffenceEvidence.Parse(bytes.Span);
        return !evidence.Ok && Equivocation.Parse(bytes.Span) is { Ok: true } split
            ? new ForkEvidence(await session.Chains.GenesisAsync(split.Value!.One.ChainId, identity, cancellation).ConfigureAwait(false), split.Value)
            : evidence.OrRefuse();
    }

    /// <summary>The report that alleges this very offence, proven; null where there is none.</summary>
    public async Task<Bytes32?> KnownAsync(OffenceEvidence evidence, LoginIdentity identity, CancellationToken cancellation) =>
        await session.Chains.EntryAsync(session.Settings.Registry(), StateKinds.Offence, evidence.OffenceKey.ToArray(), identity, cancellation).ConfigureAwait(false) is { Length: Bytes32.Size } id
            ? new Bytes32(id.Span)
            : null;

    /// <summary>What a doctor needs to dispute the refusal of the own record's evidence.</summary>
    /// <exception cref="RefusedException">It was not refused, or not for its evidence.</exception>
    public async Task<DisputeEvidence> DisputeAsync(Bytes32 chainId, Bytes32 refusedId, LoginIdentity identity, CancellationToken cancellation)
    {
        var genesis = await session.Chains.GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false);
        var entry = await session.Chains.RecordEntryAsync(chainId, refusedId, identity, cancellation).ConfigureAwait(false);
        if (entry is not { Accepted: false } refused)
        {
            throw new RefusedException(Refusals.RecordUnknown.With($"no refused record {refusedId} on chain {chainId}"));
        }

        var block = await session.Connect(session.Settings.NodeFor(chainId), identity).BlockAsync(chainId, refused.Height, cancellation).ConfigureAwait(false);
        for (var index = 0; index < Math.Min(block.Records.Count, RejectionsPerBlockMax); index++)
        {
            if (block.Records[index].Body is Rejection rejection && rejection.Refused.Id == refusedId && DisputeEvidence.PidOf(rejection.Refused) is { } pid)
            {
                var visit = await session.Chains.ProofAsync(chainId, StateKinds.Visit, pid, identity, cancellation).ConfigureAwait(false);
                return new DisputeEvidence(genesis, RecordProof.Of(block, index, head: null), visit);
            }
        }

        throw new RefusedException(Refusals.RecordUnknown.With($"no rejection of record {refusedId} at height {refused.Height}"));
    }

    /// <summary>Who reports: enrolled on the registry chain, or a doctor with the proof of the enrolment at home.</summary>
    private async Task<Grantee> ReporterAsync(Bytes32 registry, LoginIdentity identity, CancellationToken cancellation)
    {
        var key = identity.Key.PublicKey;
        if (await session.Chains.EnrolmentAsync(registry, key, identity, cancellation).ConfigureAwait(false) is not null)
        {
            return new Grantee { Key = key, ChainId = registry, SealedHeader = default, EnrolmentProof = default };
        }

        var home = session.Settings.Home();
        var enrolled = await session.Chains.ProofAsync(home, StateKinds.Enrolment, key.ToArray(), identity, cancellation).ConfigureAwait(false);
        return EnrolmentProof.Of(enrolled) is { } proof
            ? new Grantee { Key = key, ChainId = home, SealedHeader = enrolled.Sealed.ToBytes(), EnrolmentProof = proof.ToBytes() }
            : throw new RefusedException(Refusals.ReporterUnknown.With(key.ToString()));
    }
}
