using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;

namespace HospitalChain.TestKit;

/// <summary>
/// A system manager, a hospital, a cloud, a proxy and doctors with real keys, and the records they would write. The
/// registry chain has them enrolled; the hospital's chain begins empty.
/// </summary>
public sealed class World
{
    public const ulong StartMillis = 1_790_000_000_000;
    public const string SnomedSystem = "http://snomed.info/sct";

    private readonly List<ChainState> registry;
    private readonly ConcurrentDictionary<(Bytes32 Doctor, ulong AtMillis), Record> enrolments = new();
    private readonly Dictionary<string, Party> doctors = new(StringComparer.Ordinal);

    /// <param name="parameters">Of both chains.</param>
    /// <param name="certificates">Fingerprints of parties that have a real node, by the party's name.</param>
    public World(ChainParameters? parameters = null, IReadOnlyDictionary<string, Bytes32>? certificates = null)
    {
        Party Named(string name) => new(name, certificates is not null && certificates.TryGetValue(name, out var fingerprint) ? fingerprint : null);
        Manager = Named("manager");
        Hospital = Named("hospital");
        Cloud = Named("cloud");
        Proxy = Named("proxy");
        RegistryGenesis = GenesisOf(null, Manager, parameters);
        HospitalGenesis = GenesisOf(RegistryGenesis.ChainId, Hospital, parameters);
        HospitalPid = PseudoIdentity.Make("hospital", Manager.Sealing.PublicKey);
        registry = Enrolled();
    }

    public Party Manager { get; }

    public Party Hospital { get; }

    public Party Cloud { get; }

    public Party Proxy { get; }

    public Genesis RegistryGenesis { get; }

    public Genesis HospitalGenesis { get; }

    public byte[] HospitalPid { get; }

    /// <summary>Registry states by height; the last has every party enrolled.</summary>
    public IReadOnlyList<ChainState> Registry => registry;

    /// <summary>The registry's sealed blocks, height 1 on.</summary>
    public List<Block> RegistryBlocks { get; } = [];

    public RegistryFacts Facts => new(Registry[^1]);

    /// <summary>A doctor by name; the same name is the same doctor.</summary>
    public Party Doctor(string name)
    {
        if (!doctors.TryGetValue(name, out var doctor))
        {
            doctors[name] = doctor = new Party("doctor " + name);
        }

        return doctor;
    }

    public Visit NewVisit(string patient, uint number = 0) => new(new Party("patient " + patient), number, this);

    /// <summary>A visit with the α of a desk's ticket.</summary>
    public Visit NewVisit(string patient, ReadOnlyMemory<byte> alpha) => new(new Party("patient " + patient), 0, this, alpha);

    /// <summary>The same doctor's at the same time is the same record.</summary>
    public Record EnrolDoctor(Party doctor, ulong atMillis = StartMillis) =>
        enrolments.GetOrAdd((doctor.Key, atMillis), _ => EnrolDoctor(doctor, doctor.Keys.Multisignature(0), atMillis));

    /// <summary>An enrolment with another multisignature key, proved as well as its holder can.</summary>
    public Record EnrolDoctor(Party doctor, MultisignatureKey multisignature, ulong atMillis = StartMillis)
    {
        var body = new EnrolDoctor
        {
            Keys = doctor.PartyKeys,
            Multisignature = multisignature.PublicKey.Encoded.ToArray(),
            ProofOfPossession = ProofOfPossession.Prove(multisignature, doctor.Key),
            Department = "Pneumology",
        };
        body.PartySignature = doctor.Signing.Sign(SignedMessage.Enrol(HospitalGenesis.ChainId, body.UnsignedHash()));
        return Record.Sign(HospitalGenesis.ChainId, atMillis, body, Hospital.Signing);
    }

    /// <summary>A party's rotation to its next keys; a doctor's on the hospital's chain, any other's on the registry's.</summary>
    public Record RotateKey(Party party, ulong atMillis = StartMillis) => party.Name.StartsWith("doctor ", StringComparison.Ordinal)
        ? KeyRotation.Sign(party.Keys, party.Epoch, HospitalGenesis.ChainId, isDoctor: true, atMillis)
        : KeyRotation.Sign(party.Keys, party.Epoch, RegistryGenesis.ChainId, isDoctor: false, atMillis);

    /// <summary>That a party leaves, by its own or another's word.</summary>
    public Record Retire(Bytes32 chainId, Party party, Party author, ulong atMillis = StartMillis) =>
        Record.Sign(chainId, atMillis, new Retire { Party = party.Key }, author.Signing);

    public Record RegisterVisit(Visit visit, IReadOnlyList<Party> assigned, ulong atMillis = StartMillis) =>
        Record.Sign(HospitalGenesis.ChainId, atMillis, new RegisterVisit
        {
            Claim = visit.Claim,
            PatientSignature = visit.Signature,
            Doctors = assigned.Select(doctor => doctor.Key).ToArray(),
        }, Hospital.Signing);

    public Record CloseVisit(Visit visit, ulong atMillis = StartMillis) =>
        Record.Sign(HospitalGenesis.ChainId, atMillis, new CloseVisit { Pid = visit.Claim.Pid }, Hospital.Signing);

    /// <summary>A diagnosis of <paramref name="text"/>, everything about it right unless <paramref name="spoil"/> changes a part.</summary>
    public Record Diagnose(Party doctor, Visit visit, string text, ulong atMillis = StartMillis, Func<DiagnosisParts, DiagnosisParts>? spoil = null)
    {
        var content = Encoding.UTF8.GetBytes("sealed " + text);
        var contentHash = new Bytes32(SHA256.HashData(content));
        var context = RecordContext.ForDiagnosis(
            HospitalGenesis.ChainId, doctor.Key, visit.Claim.Pid.Span, visit.Claim.VisitKey.Span, contentHash);
        var key = SHA256.HashData(Encoding.UTF8.GetBytes("key " + text));
        var message = key.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(text))).ToArray();
        using var symptom = Symptom.FromCode(SnomedSystem, "386661006");
        var parts = new DiagnosisParts(
            L19Encryption.Encrypt(visit.Key.PublicKey(), symptom, message, context.ToArray()).Encoded.ToArray(),
            visit.Alpha,
            Evidence.Tag(visit.Alpha, context, doctor.Key),
            Cloud,
            HospitalPid);
        parts = spoil is null ? parts : spoil(parts);
        var body = new Diagnosis
        {
            HospitalPid = parts.HospitalPid,
            Pid = visit.Claim.Pid,
            Capsule = parts.Capsule,
            SealedEvidence = Evidence.Seal(Hospital.Sealing.PublicKey, parts.Alpha, visit.Id, parts.HospitalPid, doctor.Key, context),
            EvidenceTag = parts.EvidenceTag,
            Content = new ContentReceipt
            {
                ContentHash = contentHash,
                SizeBytes = (ulong)content.Length,
                MediaType = "application/fhir+json",
                Store = parts.Store.Key,
                TimeMillis = atMillis,
                Signature = parts.Store.Signing.Sign(SignedMessage.Receipt(
                    HospitalGenesis.ChainId, contentHash, (ulong)content.Length, context, atMillis)),
            },
        };
        return Record.Sign(HospitalGenesis.ChainId, atMillis, body, doctor.Signing);
    }

    /// <summary>A grant of one record or, without one, of the whole visit, to a doctor of this hospital.</summary>
    public Record Grant(Visit visit, Party grantee, Bytes32? recordId, uint share = 0, ulong untilMillis = StartMillis + 3_600_000, ulong atMillis = StartMillis)
    {
        using var delegation = grantee.Keys.Delegation(share);
        var delegationKey = delegation.PublicKey().Encoded.ToArray();
        var shareId = new Bytes32(SHA256.HashData(Encoding.UTF8.GetBytes($"share {grantee.Name} {share}")));
        return Record.Sign(HospitalGenesis.ChainId, atMillis, new Grant
        {
            Scope = recordId is null ? GrantScope.Visit : GrantScope.Record,
            Target = recordId is { } id ? id.ToArray() : visit.Claim.Pid,
            Grantee = new Grantee { Key = grantee.Key, ChainId = HospitalGenesis.ChainId, SealedHeader = default, EnrolmentProof = default },
            Purpose = "TREAT",
            FromMillis = atMillis,
            UntilMillis = untilMillis,
            Proxy = Proxy.Key,
            Delegation = new PairingDelegation
            {
                ShareId = shareId,
                DelegationKey = delegationKey,
                GranteeSignature = grantee.Signing.Sign(SignedMessage.Delegate(
                    HospitalGenesis.ChainId, shareId, visit.Claim.Pid.Span, grantee.Key, delegationKey, Proxy.Key, untilMillis)),
            },
        }, visit.Signing);
    }

    public Record Revoke(Visit visit, Bytes32 grantId, ulong atMillis = StartMillis) =>
        Record.Sign(HospitalGenesis.ChainId, atMillis, new Revoke { GrantId = grantId }, visit.Signing);

    /// <summary>A request for the reader's own enrolment that the proxy refused, as it notes it; another number is another access.</summary>
    public Record Access(Party reader, uint number, ulong atMillis = StartMillis, Bytes32? chainId = null)
    {
        var named = new Bytes32(SHA256.HashData(Encoding.UTF8.GetBytes($"access {reader.Name} {number}")));
        var request = AccessRequest.Sign(chainId ?? HospitalGenesis.ChainId, EnrolDoctor(reader).Id, named, named, atMillis, reader.Signing);
        return Record.Sign(
            HospitalGenesis.ChainId, atMillis, new Access { Request = request, Delivered = false, RefusalCode = "CONSENT_MISSING", Requests = 1 }, Proxy.Signing);
    }

    /// <summary>Seals the next block of verified records on <paramref name="parent"/>, for tests that need a chain to stand on.</summary>
    public (Block Block, ChainState After) Seal(ChainState parent, Party supernode, RegistryFacts? registry, params IReadOnlyList<Record> records) =>
        SealAt(parent.Head.TimeMillis + 1, parent, supernode, registry, records);

    /// <summary>The same at a time.</summary>
    public (Block Block, ChainState After) SealAt(ulong timeMillis, ChainState parent, Party supernode, RegistryFacts? registry, IReadOnlyList<Record> records)
    {
        var context = new JudgementContext(parent.Genesis, parent.Entries, registry, timeMillis);
        var verified = new List<VerifiedRecord>();
        var composed = BlockRules.Compose(parent, registry, timeMillis, []);
        foreach (var record in records)
        {
            // Each record is judged on what the ones before it left.
            var onto = context with { Entries = composed.After.Entries };
            verified.Add(ObligationVerifier.Verify([RecordRules.Check(record, onto).OrThrow()], Bytes32.Zero)[0].OrThrow());
            composed = BlockRules.Compose(parent, registry, timeMillis, verified);
        }

        if (composed.LeftOut.Count > 0)
        {
            throw new InvalidOperationException($"left out: {composed.LeftOut[0].Refusal}");
        }

        var seal = supernode.Signing.Sign(SignedMessage.Seal(composed.Header.ChainId, composed.Header.Hash));
        return (new Block(new SealedHeader(composed.Header, seal), composed.Records), composed.After);
    }

    /// <summary>An enrolment on the registry chain, signed by the party and written by the manager.</summary>
    public Record Enrol(EnrolmentBody body, Party party)
    {
        body.PartySignature = party.Signing.Sign(SignedMessage.Enrol(RegistryGenesis.ChainId, body.UnsignedHash()));
        return Record.Sign(RegistryGenesis.ChainId, StartMillis, body, Manager.Signing);
    }

    /// <summary>Enrols one more party on the registry chain, in a block of its own.</summary>
    public void Join(EnrolmentBody body, Party party) => SealRegistry(Enrol(body, party));

    /// <summary>Seals a block of the registry chain.</summary>
    public void SealRegistry(params IReadOnlyList<Record> records)
    {
        var (block, after) = Seal(registry[^1], Manager, registry: null, records);
        RegistryBlocks.Add(block);
        registry.Add(after);
    }

    private static Genesis GenesisOf(Bytes32? registry, Party supernode, ChainParameters? parameters)
    {
        var manager = new Party("manager");
        return new Genesis
        {
            RegistryChainId = registry,
            ManagerSigning = manager.Key,
            ManagerSealing = manager.Sealing.PublicKey.Encoded.ToArray(),
            Supernode = new SealerKeys
            {
                Signing = supernode.Key,
                Sealing = supernode.Sealing.PublicKey.Encoded.ToArray(),
                TlsFingerprint = supernode.TlsFingerprint,
            },
            Parameters = parameters ?? new ChainParameters(),
            TimeMillis = StartMillis,
        };
    }

    private List<ChainState> Enrolled()
    {
        var states = new List<ChainState> { ChainState.AtGenesis(RegistryGenesis) };
        EnrolmentBody[] bodies =
        [
            new EnrolHospital
            {
                Keys = Hospital.PartyKeys,
                L19Key = Hospital.Keys.Hospital(0).PublicKey().Encoded.ToArray(),
                TlsFingerprint = Hospital.TlsFingerprint,
                Pid = HospitalPid,
                HospitalChainId = HospitalGenesis.ChainId,
            },
            new EnrolServer(RecordKinds.EnrolCloud) { Keys = Cloud.PartyKeys, TlsFingerprint = Cloud.TlsFingerprint, Owner = Cloud.Key },
            new EnrolServer(RecordKinds.EnrolProxy) { Keys = Proxy.PartyKeys, TlsFingerprint = Proxy.TlsFingerprint, Owner = Proxy.Key },
        ];
        Party[] parties = [Hospital, Cloud, Proxy];
        var records = bodies.Zip(parties, Enrol).ToArray();
        var (block, after) = Seal(states[0], Manager, registry: null, records);
        RegistryBlocks.Add(block);
        states.Add(after);
        return states;
    }
}
