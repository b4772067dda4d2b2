using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain verify PROOF`: a proof that says by itself what it proves: a record, an entry, a head, a doctor elsewhere, an equivocation or another offence.</summary>
internal static class StandingProofs
{
    /// <summary>The longest of them.</summary>
    public static readonly int BytesMax = Math.Max(DoctorProof.BytesMax, RecordLimits.EvidenceBytesMax);

    /// <summary>What the proof shows.</summary>
    /// <param name="bytes">The proof.</param>
    /// <param name="genesisOf">The trusted genesis of a chain.</param>
    /// <param name="demand">How many cosigners its heads need.</param>
    /// <exception cref="RefusedException">It is none of them, or it does not hold.</exception>
    public static Answer Check(byte[] bytes, Func<Bytes32, Genesis> genesisOf, CosignerDemand demand)
    {
        if (EntryProof.Parse(bytes).Value is { } entry)
        {
            return OfEntry(entry, genesisOf(entry.Entry.Sealed.Header.ChainId), demand);
        }

        if (HeadUpdate.Parse(bytes).Value is { } head)
        {
            return OfHead(head, genesisOf(head.Sealed.Header.ChainId), demand);
        }

        if (DoctorProof.Parse(bytes).Value is { } doctor)
        {
            return OfDoctor(doctor, genesisOf(doctor.Hospital.Entry.Sealed.Header.ChainId), demand);
        }

        if (Equivocation.Parse(bytes).Value is { } evidence)
        {
            demand.RequireNone("a lie");
            evidence.Refuses(genesisOf(evidence.One.ChainId)).ThrowIfAny();
            return Answer.Of(new { verified = true, proof = "equivocation", chainId = evidence.One.ChainId, evidence.Height, one = evidence.One.HeaderHash, other = evidence.Other.HeaderHash });
        }

        if (OffenceEvidence.Parse(bytes).Value is { } offence)
        {
            demand.RequireNone("a lie");
            return OfOffence(offence, genesisOf(offence.Genesis.ChainId));
        }

        var record = RecordProof.Parse(bytes).OrRefuse();
        demand.RequireNone("a record");
        var proven = record.Verify(genesisOf(record.Record.ChainId)).OrRefuse();
        return Answer.Of(new { verified = true, proof = "record", chainId = proven.Record.ChainId, recordId = proven.Record.Id, kind = proven.Record.Kind, author = proven.Record.Author, proven.Header.Height, head = proven.Head?.Height });
    }

    /// <summary>It carries a genesis of its own: what counts is that it is the trusted one.</summary>
    private static Answer OfOffence(OffenceEvidence evidence, Genesis genesis)
    {
        if (evidence.Genesis.ChainId != genesis.ChainId)
        {
            throw new RefusedException(Refusals.WrongChain.With($"the evidence is about chain {evidence.Genesis.ChainId}"));
        }

        evidence.Refuses().ThrowIfAny();
        return Answer.Of(new
        {
            verified = true,
            proof = "offence",
            chainId = genesis.ChainId,
            accused = genesis.Supernode.Signing,
            code = evidence.Code,
            subject = evidence.Subject,
            offence = evidence.OffenceKey,
            provesItself = evidence.ProvesItself,
        });
    }

    private static Answer OfEntry(EntryProof proof, Genesis genesis, CosignerDemand demand)
    {
        proof.Refuses(genesis).ThrowIfAny();
        demand.Require(genesis, proof.Head.Head);
        var head = proof.Head.Head.Head;
        return Answer.Of(new
        {
            verified = true,
            proof = "entry",
            chainId = genesis.ChainId,
            kind = proof.Kind,
            identifier = Convert.ToHexStringLower(proof.Identifier.Span),
            stands = proof.Value is not null,
            meaning = Meaning(proof),
            value = proof.Value is { } value ? Convert.ToHexStringLower(value.Span) : null,
            head.Height,
            head.TimeMillis,
            cosigners = Cosigners(proof.Head.Head),
        });
    }

    private static Answer OfHead(HeadUpdate update, Genesis genesis, CosignerDemand demand)
    {
        update.Refuses(genesis).ThrowIfAny();
        demand.Require(genesis, update.Head);
        var head = update.Head.Head;
        var since = update.Since?.Earlier.Header;
        return Answer.Of(new { verified = true, proof = "head", chainId = genesis.ChainId, head.Height, head.HeaderHash, head.TimeMillis, cosigners = Cosigners(update.Head), since = since?.Height, sinceHash = since?.Hash });
    }

    private static Answer OfDoctor(DoctorProof proof, Genesis registry, CosignerDemand demand)
    {
        var doctor = proof.Verify(registry).OrRefuse();
        demand.Require(registry, proof.Hospital.Head.Head);
        demand.Require(registry, proof.Standing.Head.Head);
        demand.Require(proof.Genesis, proof.Enrolment.Head.Head);
        demand.Require(proof.Genesis, proof.Credit.Head.Head);
        return Answer.Of(new
        {
            verified = true,
            proof = "doctor",
            doctor = doctor.Key,
            hospitalChain = doctor.ChainId,
            doctor.Enrolment.Department,
            doctor.Credit.Points,
            registryHead = doctor.RegistryHead.Height,
            head = doctor.Head.Height,
            doctor.Head.TimeMillis,
        });
    }

    private static string? Meaning(EntryProof proof) => (proof.Kind, proof.Value) switch
    {
        (_, null) => null,
        (StateKinds.Enrolment, { } value) when EnrolmentEntry.Parse(value.Span) is { } enrolment => enrolment.Role.ToString().ToLowerInvariant(),
        (StateKinds.Credit, { } value) when CreditEntry.Parse(value.Span) is { } credit => credit.Expelled ? "expelled" : "in good standing",
        (StateKinds.Grant, { } value) when GrantEntry.Parse(value.Span) is { } grant =>
            grant.Revoked ? "revoked" : proof.TimeMillis < grant.FromMillis ? "not yet in force" : proof.TimeMillis >= grant.UntilMillis ? "over" : "in force",
        (StateKinds.Record, { } value) when RecordEntry.Parse(value.Span) is { } record => record.Accepted ? "accepted" : "rejected",
        _ => null,
    };

    private static Bytes32[] Cosigners(CosignedHead head) => [.. head.Cosignatures.Where(cosignature => cosignature.SignatureIsValid()).Select(cosignature => cosignature.Witness)];
}
