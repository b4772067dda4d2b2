using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;
using HospitalChain.Protocol.Trees;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Supervision;

/// <summary>A hospital's chain with a visit, and the registry chain on which the hospital is charged.</summary>
internal sealed class SupervisedWorld
{
    public SupervisedWorld(ChainParameters? parameters = null)
    {
        World = new World(parameters);
        Hospital = ChainState.AtGenesis(World.HospitalGenesis);
        Registry = World.Registry[^1];
        (Ada, Bea) = (World.Doctor("ada"), World.Doctor("bea"));
        Visit = World.NewVisit("pat");
        With(World.EnrolDoctor(Ada), World.EnrolDoctor(Bea));
        With(World.RegisterVisit(Visit, [Ada]));
    }

    public World World { get; }

    public Party Ada { get; }

    public Party Bea { get; }

    public Visit Visit { get; }

    /// <summary>The hospital's chain.</summary>
    public ChainState Hospital { get; private set; }

    /// <summary>Its blocks, height 1 on.</summary>
    public List<Block> Blocks { get; } = [];

    public ChainState Registry { get; private set; }

    public CreditEntry Credit => Registry.Entries.Credit(World.Hospital.Key)!.Value;

    /// <summary>Seals an honest block of the hospital.</summary>
    public Block With(params IReadOnlyList<Record> records)
    {
        (var block, Hospital) = World.Seal(Hospital, World.Hospital, World.Facts, records);
        Blocks.Add(block);
        return block;
    }

    /// <summary>Seals a registry block.</summary>
    public SupervisedWorld Record(params IReadOnlyList<Record> records)
    {
        (_, Registry) = World.Seal(Registry, World.Manager, registry: null, records);
        return this;
    }

    /// <summary>The code with which the registry chain refuses a record; null if it passes.</summary>
    public string? CodeOf(Record record, ulong nowMillis = World.StartMillis + 1000)
    {
        var task = RecordRules.Check(record, new JudgementContext(Registry.Genesis, Registry.Entries, null, nowMillis));
        return (task.Ok ? ObligationVerifier.Verify([task.Value], Bytes32.Zero)[0].Refusal : task.Refusal)?.Code;
    }

    /// <summary>As <see cref="CodeOf"/>, on the hospital's chain with the registry as it is.</summary>
    public string? HospitalCodeOf(Record record)
    {
        var context = new JudgementContext(Hospital.Genesis, Hospital.Entries, new RegistryFacts(Registry), World.StartMillis + 1000);
        var task = RecordRules.Check(record, context);
        return (task.Ok ? ObligationVerifier.Verify([task.Value], Bytes32.Zero)[0].Refusal : task.Refusal)?.Code;
    }

    /// <summary>A record on the registry chain.</summary>
    public Record OnRegistry(RecordBody body, Party author, ulong later = 0) =>
        Protocol.Records.Record.Sign(World.RegistryGenesis.ChainId, World.StartMillis + later, body, author.Signing);

    public Record OnHospital(RecordBody body, Party author, ulong later = 0) =>
        Protocol.Records.Record.Sign(World.HospitalGenesis.ChainId, World.StartMillis + later, body, author.Signing);

    /// <summary>A report by a party of the registry chain.</summary>
    public Record Report(OffenceEvidence evidence, Party? by = null, ulong later = 0)
    {
        var party = by ?? World.Manager;
        return OnRegistry(
            new Report
            {
                Reporter = new Grantee { Key = party.Key, ChainId = World.RegistryGenesis.ChainId, SealedHeader = default, EnrolmentProof = default },
                EvidenceBytes = evidence.ToBytes(),
            },
            party,
            later);
    }

    /// <summary>A report by a doctor, with the proof of the enrolment.</summary>
    public Record DoctorReport(OffenceEvidence evidence, Party doctor, Func<Grantee, Grantee>? spoil = null)
    {
        var reporter = new Grantee
        {
            Key = doctor.Key,
            ChainId = World.HospitalGenesis.ChainId,
            SealedHeader = Blocks[^1].Sealed.ToBytes(),
            EnrolmentProof = EnrolmentProof.Of(Hospital.Tree, doctor.Key)?.ToBytes() ?? [],
        };
        return OnRegistry(new Report { Reporter = spoil is null ? reporter : spoil(reporter), EvidenceBytes = evidence.ToBytes() }, doctor);
    }

    /// <summary>Report, verdict and sanction, each in a block.</summary>
    public Record Charge(OffenceEvidence evidence)
    {
        var report = Report(evidence);
        Record(report);
        Record(OnRegistry(new Verdict { ReportId = report.Id, Upheld = true }, World.Manager));
        Record(OnRegistry(new Sanction { ReportId = report.Id, Points = World.RegistryGenesis.Parameters.CostOf(evidence.Code) }, World.Manager));
        return report;
    }

    public ForkEvidence Fork() => new(World.HospitalGenesis, Equivocation.Of(Blocks[^1].Sealed, TwinOf(Blocks[^1])));

    public SealedHeader TwinOf(Block block) => Lies.Block(World.Hospital, Before(block), World.Facts, block.Records, block.Header.TimeMillis + 1).Sealed;

    /// <summary>A promise for a record that no block decides, with a HEAD past its deadline.</summary>
    public BrokenPromiseEvidence BrokenPromise(string record = "kept out")
    {
        var promise = Lies.Promise(World.Hospital, World.HospitalGenesis, World.Diagnose(Ada, Visit, record).Id, World.StartMillis + 10);
        return BrokenPromise(promise, promise.DeadlineMillis + 1);
    }

    public BrokenPromiseEvidence BrokenPromise(Promise promise, ulong headMillis) => new(
        World.HospitalGenesis,
        promise,
        Lies.Head(World.Hospital, Blocks[^1].Header, headMillis),
        StateEntryProof.Of(Blocks[^1].Sealed, Hospital.Tree, StateKey.Of(StateKinds.Record, promise.RecordId)));

    /// <summary>A good record, refused in a sealed block.</summary>
    public UnlawfulBlockEvidence WrongRejection(string text = "good", string code = "CAPSULE_INVALID", params IReadOnlyList<Record> before)
    {
        Record[] records = [.. before, Lies.Reject(World.Hospital, World.Diagnose(Ada, Visit, text), code)];
        return Unlawful(Lies.Block(World.Hospital, Hospital, World.Facts, records))!;
    }

    public UnlawfulBlockEvidence? Unlawful(Block block) => UnlawfulBlockEvidence.Of(Hospital, Blocks[^1].Sealed, World.Facts, block);

    /// <summary>A refusal of evidence in an honest looking block: followers take it on the hospital's word.</summary>
    public DisputeEvidence Dispute(Record refused)
    {
        var block = With(Lies.Reject(World.Hospital, refused, "EVIDENCE_MISMATCH"));
        return Dispute(block);
    }

    public DisputeEvidence Dispute(Block block) => new(
        World.HospitalGenesis,
        RecordProof.Of(block, 0, head: null),
        StateEntryProof.Of(Blocks[^1].Sealed, Hospital.Tree, StateKey.Of(StateKinds.Visit, Visit.Claim.Pid.Span)));

    public ChainState Before(Block block)
    {
        var state = ChainState.AtGenesis(World.HospitalGenesis);
        foreach (var earlier in Blocks.Take((int)block.Header.Height - 1))
        {
            state = BlockRules.Plan(state, World.Facts, earlier).OrThrow().After;
        }

        return state;
    }
}
