using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Tests.Codec;

public sealed class DecoderFuzzTests
{
    private readonly Random random;

    public DecoderFuzzTests(ITestOutputHelper output) => random = SeededRandom.Make(output);

    [Fact]
    public void Records_of_every_kind()
    {
        var kinds = typeof(RecordKinds).GetFields().Select(field => (string)field.GetValue(null)!).ToHashSet(StringComparer.Ordinal);
        var samples = SampleBodies.One(random).Concat(SampleBodies.Rotation(random)).Concat(SampleBodies.Team(random)).Concat(DocumentSamples.Bodies(random)).Concat(EmergencySamples.Bodies(random)).Concat(SampleBodies.Supervision(random)).Select(body => SampleBodies.Record(random, body)).ToList();
        Assert.Empty(kinds.Except(samples.Select(record => record.Kind), StringComparer.Ordinal));
        new DecoderFuzz<Record>(
            bytes => Record.Parse(bytes).Value,
            record =>
            {
                var again = Record.Assemble(record.ChainId, record.Author, record.IssuedAtMillis, record.Body, record.Signature);
                Assert.Equal(record.Id, again.Id);
                Assert.Equal(record.Bytes.ToArray(), again.Bytes.ToArray());
                return again.Bytes.ToArray();
            }).Run(samples.Select(record => record.Bytes.ToArray()), 600, random);
    }

    [Fact]
    public void Two_records_that_differ_in_a_byte_have_two_ids()
    {
        var record = SampleBodies.Record(random, SampleBodies.One(random).First());
        var ids = new HashSet<Bytes32> { record.Id };
        var unsigned = record.Bytes.Length - 66;
        for (var i = 1; i < unsigned; i++)
        {
            var bytes = record.Bytes.ToArray();
            bytes[i] ^= 1;
            if (Record.Parse(bytes).Value is { } other)
            {
                Assert.True(ids.Add(other.Id));
            }
        }

        Assert.True(ids.Count > 100);
        var resigned = record.Bytes.ToArray();
        resigned[^1] ^= 1;
        Assert.Equal(record.Id, Record.Parse(resigned).Value!.Id);
    }

    [Fact]
    public void Records_over_their_limit_are_refused_before_they_are_read()
    {
        var record = SampleBodies.Record(random, SampleBodies.One(random).First());
        Assert.Equal("RECORD_TOO_LARGE", Record.Parse(new byte[RecordLimits.RecordBytesMax + 1]).Refusal!.Reason.Code);
        Assert.Equal("RECORD_TOO_LARGE", Record.Parse(record.Bytes.Span, record.Bytes.Length - 1).Refusal!.Reason.Code);
        Assert.True(Record.Parse(record.Bytes.Span, record.Bytes.Length).Ok);
    }

    [Fact]
    public void Rejections_do_not_nest()
    {
        var once = SampleBodies.Record(random, SampleBodies.One(random).Last());
        Assert.Equal(RecordKinds.Rejection, once.Kind);
        Assert.True(Record.Parse(once.Bytes.Span).Ok);
        var twice = SampleBodies.Record(random, new Rejection { Refused = once, Code = "MALFORMED" });
        Assert.False(Record.Parse(twice.Bytes.Span).Ok);
    }

    [Fact]
    public void Blocks() =>
        new DecoderFuzz<Block>(bytes => Block.Parse(bytes).Value, block => block.ToBytes()).Run(
            [
                new Block(Sealed(0), []).ToBytes(),
                new Block(Sealed(10), [.. SampleBodies.One(random).Take(10).Select(body => SampleBodies.Record(random, body))]).ToBytes(),
            ],
            2000,
            random);

    [Fact]
    public void Sealed_headers() =>
        new DecoderFuzz<SealedHeader>(bytes => SealedHeader.Parse(bytes).Value, header => header.ToBytes())
            .Run([Sealed(0).ToBytes(), Sealed(7).ToBytes()], 2000, random);

    [Fact]
    public void Geneses()
    {
        var samples = new Bytes32?[] { null, SampleBodies.Hash(random) }.Select(registry => new Genesis
        {
            RegistryChainId = registry,
            ManagerSigning = SampleBodies.Hash(random),
            ManagerSealing = random.Bytes(65),
            Supernode = new SealerKeys
            {
                Signing = SampleBodies.Hash(random), Sealing = random.Bytes(65), TlsFingerprint = SampleBodies.Hash(random),
            },
            Parameters = new ChainParameters(),
            TimeMillis = SampleBodies.Time(random),
        }.ToBytes());
        new DecoderFuzz<Genesis>(bytes => Genesis.Parse(bytes).Value, genesis => genesis.ToBytes()).Run(samples, 2000, random);
    }

    [Fact]
    public void Promises() =>
        new DecoderFuzz<Promise>(bytes => Promise.Parse(bytes).Value, promise => promise.ToBytes()).Run(
            [new Promise(SampleBodies.Hash(random), SampleBodies.Hash(random), 1, ulong.MaxValue, SampleBodies.Signature(random)).ToBytes()],
            2000,
            random);

    [Fact]
    public void Signed_heads() =>
        new DecoderFuzz<SignedHead>(bytes => SignedHead.Parse(bytes).Value, head => head.ToBytes()).Run(
            [new SignedHead(SampleBodies.Hash(random), 300, SampleBodies.Hash(random), 1 << 20, SampleBodies.Signature(random)).ToBytes()],
            2000,
            random);

    [Fact]
    public void Proofs_of_state()
    {
        var names = Enumerable.Range(0, 50).Select(_ => SampleBodies.Hash(random)).ToList();
        var tree = StateTree.Empty.Apply(names.Select(name =>
            StateChange.Set(StateKey.Of(StateKinds.Enrolment, name), random.Bytes(random.Next(60)))));
        new DecoderFuzz<EnrolmentProof>(bytes => EnrolmentProof.Parse(bytes).Value, proof => proof.ToBytes())
            .Run(names.Take(5).Select(name => EnrolmentProof.Of(tree, name)!.ToBytes()), 1000, random);
        new DecoderFuzz<StateEntryProof>(bytes => StateEntryProof.Parse(bytes).Value, proof => proof.ToBytes()).Run(
            names.Take(3).Select(name => StateKey.Of(StateKinds.Enrolment, name))
                .Concat([SampleBodies.Hash(random), SampleBodies.Hash(random)])
                .Select(key => StateEntryProof.Of(Sealed(3), tree, key).ToBytes()),
            1000,
            random);
    }

    [Fact]
    public void Entries_of_the_state()
    {
        new DecoderFuzz<EnrolmentEntry>(bytes => EnrolmentEntry.Parse(bytes), entry => entry.ToBytes()).Run(
            [new EnrolmentEntry { Role = PartyRole.Doctor, Sealing = random.Bytes(65), P21Receiving = random.Bytes(66), Multisignature = random.Bytes(384), Department = "x" }.ToBytes()],
            2000,
            random);
        new DecoderFuzz<VisitEntry>(bytes => VisitEntry.Parse(bytes), entry => entry.ToBytes()).Run(
            [new VisitEntry
            {
                VisitKey = random.Bytes(48),
                Signing = SampleBodies.Hash(random),
                Sealing = random.Bytes(65),
                P21Receiving = random.Bytes(66),
                EvidenceHash = SampleBodies.Hash(random),
                Doctors = [SampleBodies.Hash(random), SampleBodies.Hash(random)],
                ClosedAtHeight = 0,
            }.ToBytes()],
            2000,
            random);
        new DecoderFuzz<GrantEntry>(bytes => GrantEntry.Parse(bytes), entry => entry.ToBytes()).Run(
            [new GrantEntry
            {
                Giver = SampleBodies.Hash(random),
                Scope = GrantScope.Visit,
                Target = random.Bytes(145),
                Grantee = SampleBodies.Hash(random),
                GranteeChainId = SampleBodies.Hash(random),
                FromMillis = 1,
                UntilMillis = 1 << 30,
                Proxy = SampleBodies.Hash(random),
                DelegationKey = random.Bytes(48),
                RevokedAtHeight = 0,
            }.ToBytes()],
            2000,
            random);
        foreach (var body in SampleBodies.Team(random))
        {
            if (body is TeamOpen open)
            {
                new DecoderFuzz<TeamEntry>(bytes => TeamEntry.Parse(bytes), entry => entry.ToBytes())
                    .Run([TeamEntry.Of(open).ToBytes(), TeamEntry.Of(open).FinishWith(SampleBodies.Hash(random)).ToBytes()], 2000, random);
            }
            else if (body is TeamStep step)
            {
                var entry = TeamStepEntry.Of(step, SampleBodies.Hash(random), 77);
                new DecoderFuzz<TeamStepEntry>(bytes => TeamStepEntry.Parse(bytes), read => read.ToBytes())
                    .Run([entry.ToBytes(), entry.Superseded().ToBytes()], 2000, random);
            }
        }

        new DecoderFuzz<object>(bytes => CreditEntry.Parse(bytes), entry => ((CreditEntry)entry).ToBytes())
            .Run([new CreditEntry(100, 0).ToBytes(), new CreditEntry(55, 70_000).ToBytes()], 2000, random);
        new DecoderFuzz<object>(bytes => RecordEntry.Parse(bytes), entry => ((RecordEntry)entry).ToBytes())
            .Run([new RecordEntry(true, 9).ToBytes(), new RecordEntry(true, 9) { Owner = SampleBodies.Hash(random), Store = SampleBodies.Hash(random) }.ToBytes()], 2000, random);
    }

    [Fact]
    public void Cases() =>
        new DecoderFuzz<CaseEntry>(bytes => CaseEntry.Parse(bytes), entry => entry.ToBytes()).Run(
            [new CaseEntry
            {
                Code = "PROMISE_BROKEN",
                Accused = SampleBodies.Hash(random),
                Accuser = SampleBodies.Hash(random),
                OpenedMillis = 1 << 30,
                Stage = CaseStage.Appealed,
                Points = 10,
                Restored = 0,
            }.ToBytes()],
            2000,
            random);

    [Fact]
    public void Folders_documents_and_certificates()
    {
        new DecoderFuzz<FolderEntry>(bytes => FolderEntry.Parse(bytes), entry => entry.ToBytes())
            .Run([DocumentSamples.Folder(random, succeeded: false).ToBytes(), DocumentSamples.Folder(random, succeeded: true).ToBytes()], 2000, random);
        new DecoderFuzz<DocumentEntry>(bytes => DocumentEntry.Parse(bytes), entry => entry.ToBytes())
            .Run([DocumentSamples.Entry(random, erased: false).ToBytes(), DocumentSamples.Entry(random, erased: true).ToBytes()], 2000, random);
        var certificate = DocumentSamples.Certificate(random);
        new DecoderFuzz<ErasureCertificate>(bytes => ErasureCertificate.Parse(bytes).Value, value => value.ToBytes()).Run([certificate.ToBytes()], 2000, random);
        new DecoderFuzz<ErasureOrder>(bytes => ErasureOrder.Parse(bytes).Value, value => value.ToBytes()).Run([certificate.Order.ToBytes()], 2000, random);
        new DecoderFuzz<ErasureConfirmation>(bytes => ErasureConfirmation.Parse(bytes).Value, value => value.ToBytes())
            .Run([certificate.Confirmations[0].ToBytes()], 2000, random);
    }

    [Fact]
    public void A_set_of_readers_has_one_spelling()
    {
        var (low, high) = (new Bytes32(Enumerable.Repeat((byte)1, 32).ToArray()), new Bytes32(Enumerable.Repeat((byte)2, 32).ToArray()));
        Assert.Equal([low, high], AccessRange.Of([high, low, high], 0, 1).Readers);
        Assert.NotNull(DocumentEntry.Parse(WithReaders(low, high)));
        Assert.Null(DocumentEntry.Parse(WithReaders(high, low)));
        Assert.Null(DocumentEntry.Parse(WithReaders(low, low)));

        byte[] WithReaders(Bytes32 first, Bytes32 second) => new CanonicalWriter().Array(7).UInt(1).Bytes(low).Bytes(low).Bytes(low)
            .Array(3).Array(2).Bytes(first).Bytes(second).UInt(0).UInt(1).UInt(0).Bytes([]).ToArray();
    }

    [Fact]
    public void A_record_entry_without_owner_has_one_spelling()
    {
        static CanonicalWriter Entry() => new CanonicalWriter().Array(5).UInt(2).Bool(true).UInt(9);
        Assert.NotNull(RecordEntry.Parse(Entry().Bytes([]).Bytes([]).ToArray()));
        Assert.Null(RecordEntry.Parse(Entry().Bytes(Bytes32.Zero).Bytes(Bytes32.Zero).ToArray()));
        Assert.Null(RecordEntry.Parse(Entry().Bytes(SampleBodies.Hash(random)).Bytes([]).ToArray()));
        Assert.Null(RecordEntry.Parse(Entry().Bytes([]).Bytes(SampleBodies.Hash(random)).ToArray()));
    }

    private SealedHeader Sealed(uint count) => new(
        new Header
        {
            ChainId = SampleBodies.Hash(random),
            Height = 12,
            Previous = SampleBodies.Hash(random),
            TimeMillis = SampleBodies.Time(random),
            Count = count,
            RecordsRoot = SampleBodies.Hash(random),
            HistoryRoot = SampleBodies.Hash(random),
            StateRoot = SampleBodies.Hash(random),
            RegistryHead = new RegistryHead(4, SampleBodies.Hash(random)),
        },
        SampleBodies.Signature(random));
}
