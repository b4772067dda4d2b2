using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Node.Search;

/// <summary>
/// Believes another node's capsules only as far as they are proven: the registry names the hospital that seals the
/// chain, its seals lead to the visit and to each record, none of those that the visit counts is left out, and each capsule
/// verifies under the visit's key.
/// </summary>
public static class CapsuleVerifier
{
    /// <param name="capsules">What another node sent.</param>
    /// <param name="question">What was asked for.</param>
    /// <param name="registry">The registry chain as this node has it.</param>
    /// <param name="exponentSeed">32 bytes nobody could predict.</param>
    public static Parsed<ProvenCapsule[]> Verify(VisitCapsules capsules, CapsuleQuestion question, RegistryFacts registry, Bytes32 exponentSeed)
    {
        var genesis = Genesis.Parse(capsules.Genesis.Span);
        if (!genesis.Ok || genesis.Value.ChainId != question.ChainId)
        {
            return Refusals.ProofInvalid.With("genesis");
        }

        if (registry.HospitalOf(question.ChainId) is not { } hospital || hospital.Signing != genesis.Value.Supernode.Signing)
        {
            return Refusals.ChainUnknown.With("the registry names no hospital for this chain");
        }

        if (VisitOf(capsules, question, genesis.Value) is not { } visit || !G1.TryDecode(visit.VisitKey.Span, out var visitKey))
        {
            return Refusals.ProofInvalid.With("visit");
        }

        var claims = new List<L19Claim>();
        var ids = new List<Bytes32>();
        foreach (var bytes in capsules.Diagnoses)
        {
            var proof = RecordProof.Parse(bytes.Span);
            var proven = proof.Ok ? proof.Value.Verify(genesis.Value) : (Parsed<ProvenRecord>)proof.Refusal;
            if (!proven.Ok
                || proven.Value.Record.Body is not Diagnosis diagnosis
                || !diagnosis.Pid.Span.SequenceEqual(question.Pid.Span)
                || !L19Capsule.TryDecode(diagnosis.Capsule.Span, out var capsule))
            {
                return Refusals.ProofInvalid.With("diagnosis");
            }

            claims.Add(new L19Claim(visitKey, capsule, DiagnosisContext.Of(proven.Value.Record, diagnosis, visit)));
            ids.Add(proven.Value.Record.Id);
        }

        var shown = (ulong)ids.Distinct().Count();
        if (shown < Math.Min(visit.Diagnoses, VisitCapsules.DiagnosesMax))
        {
            return SearchRefusals.Incomplete.With($"{shown} of {visit.Diagnoses}");
        }

        var verified = L19Verifier.VerifyEach(claims, exponentSeed);
        return ids.Zip(verified).Where(pair => pair.Second is not null).Select(pair => new ProvenCapsule(pair.First, pair.Second!)).DistinctBy(capsule => capsule.RecordId).ToArray();
    }

    private static VisitEntry? VisitOf(VisitCapsules capsules, CapsuleQuestion question, Genesis genesis)
    {
        var proof = StateEntryProof.Parse(capsules.Visit.Span);
        return proof.Ok && proof.Value.Verify(genesis, StateKey.Of(StateKinds.Visit, question.Pid.Span)) is null && proof.Value.Value is { } value
            ? VisitEntry.Parse(value.Span)
            : null;
    }
}
