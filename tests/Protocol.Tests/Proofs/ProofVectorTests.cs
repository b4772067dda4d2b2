using System.Collections.Immutable;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Tests.Codec;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Tests.Proofs;

/// <summary>
/// Every tree and proof against paths that are truncated, empty, swapped, too long or of the wrong size: fixed vectors that
/// say how each must fail (tests/Vectors.Proofs; HOSPITALCHAIN_WRITE_PROOF_VECTORS=folder ./test Protocol writes them anew),
/// and properties.
/// </summary>
public sealed class ProofVectorTests(ITestOutputHelper output)
{
    private const string WriteTo = "HOSPITALCHAIN_WRITE_PROOF_VECTORS";
    private static readonly string Vectors = Path.Combine(AppContext.BaseDirectory, "Vectors.Proofs", "proofs.json");

    public static TheoryData<string> Kinds => ["record", "head", "entry", "enrolment", "doctor"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_vector_is_accepted_or_refused_as_it_says(string kind)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Vectors));
        var vectors = document.RootElement.GetProperty("cases").EnumerateArray().Select(ProofVector.Read).Where(vector => vector.Kind == kind).ToArray();
        Assert.Contains(vectors, vector => vector.Code is null);
        foreach (var name in new[] { "truncated", "empty", "swapped", "too many", "too short", "too long" })
        {
            Assert.Contains(vectors, vector => vector.Code is not null && vector.Name.Contains(name, StringComparison.Ordinal));
        }

        Assert.All(vectors, vector => Assert.Equal((vector.Name, vector.Code), (vector.Name, vector.Check())));
    }

    [Fact]
    public void Proofs_made_now_hold_and_none_of_their_changes_does()
    {
        var vectors = new ProofScene().Right().SelectMany(right => right.Wrong().Prepend(right)).ToArray();
        Assert.All(vectors.Where(vector => vector.Code is null), right => Assert.Null(right.Check()));
        Assert.True(vectors.Count(vector => vector.Code is not null) > 60, "hardly anything was changed");
        if (Environment.GetEnvironmentVariable(WriteTo) is { Length: > 0 } folder)
        {
            var file = new { about = "Proofs that hold (code null) and proofs that must be refused with this code; genesis, root, key and proof in hexadecimal digits", cases = vectors.Select(vector => vector.ToJson()) };
            File.WriteAllText(Path.Combine(folder, "proofs.json"), JsonSerializer.Serialize(file, new JsonSerializerOptions { WriteIndented = true }) + "\n");
        }
    }

    [Fact]
    public void No_inclusion_or_consistency_path_of_another_shape_or_size_holds() => Prop.ForAll(
        Gen.Choose(2, 70).ToArbitrary(),
        Gen.Choose(0, 1_000_000).ToArbitrary(),
        (size, pick) =>
        {
            var tree = Enumerable.Range(0, size).Aggregate(HistoryTree.Empty, (grown, i) => grown.Append(Leaf(i)));
            var (index, old) = (pick % size, 1 + (pick % (size - 1)));
            var inclusion = tree.ProveInclusion(index);
            var consistency = tree.ProveConsistency(old);
            return inclusion.Verify(size, tree.Root, Leaf(index))
                && consistency.Verify(old, tree.RootAt(old), size, tree.Root)
                && Shapes(inclusion.Path).All(path => !new InclusionProof(index, path).Verify(size, tree.Root, Leaf(index)))
                && Shapes(consistency.Path).All(path => !new ConsistencyProof(path).Verify(old, tree.RootAt(old), size, tree.Root))
                && !inclusion.Verify(size, tree.Root, Leaf(size))
                && !new InclusionProof((index + 1) % size, inclusion.Path).Verify(size, tree.Root, Leaf(index))
                && !consistency.Verify(old, tree.Root, size, tree.Root)
                && !consistency.Verify(size, tree.Root, old, tree.RootAt(old))
                && !inclusion.Verify(index, tree.Root, Leaf(index));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_state_path_of_another_shape_or_for_another_key_holds() => Prop.ForAll(
        Gen.Choose(2, 60).ToArbitrary(),
        Gen.Choose(0, 1_000_000).ToArbitrary(),
        (size, pick) =>
        {
            var tree = StateTree.Empty.Apply(Enumerable.Range(0, size).Select(i => StateChange.Set(Leaf(i), Leaf(i).ToArray())));
            var (present, absent) = (Leaf(pick % size), Leaf(size + pick));
            var (there, missing) = (tree.Prove(present), tree.Prove(absent));
            return there.VerifyPresent(tree.Root, present, present.ToArray())
                && missing.VerifyAbsent(tree.Root, absent)
                && !there.VerifyAbsent(tree.Root, present)
                && !missing.VerifyPresent(tree.Root, absent, absent.ToArray())
                && !there.VerifyPresent(tree.Root, absent, absent.ToArray())
                && !missing.VerifyAbsent(tree.Root, present)
                && Shapes(there.Siblings).All(path => !Holds(there, path, proof => proof.VerifyPresent(tree.Root, present, present.ToArray())))
                && Shapes(missing.Siblings).All(path => !Holds(missing, path, proof => proof.VerifyAbsent(tree.Root, absent)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decoders_take_exactly_what_the_encoders_write()
    {
        var random = SeededRandom.Make(output);
        var scene = new ProofScene();
        var entry = scene.Entry(StateKinds.Credit, scene.Doctor);
        new DecoderFuzz<HeadUpdate>(bytes => HeadUpdate.Parse(bytes).Value, update => update.ToBytes()).Run([scene.Update(2).ToBytes(), entry.Head.ToBytes()], 1_000, random);
        new DecoderFuzz<EntryProof>(bytes => EntryProof.Parse(bytes).Value, proof => proof.ToBytes()).Run([entry.ToBytes()], 1_000, random);
        new DecoderFuzz<DoctorProof>(bytes => DoctorProof.Parse(bytes).Value, proof => proof.ToBytes()).Run([scene.DoctorProof().ToBytes()], 300, random);
        new DecoderFuzz<CosignedHead>(bytes => CosignedHead.Parse(bytes).Value, head => head.ToBytes()).Run([entry.Head.Head.ToBytes()], 1_000, random);
        new DecoderFuzz<Cosignature>(bytes => Cosignature.Parse(bytes).Value, cosignature => cosignature.ToBytes()).Run([entry.Head.Head.Cosignatures[0].ToBytes()], 1_000, random);
        new DecoderFuzz<object>(bytes => HeadMark.Parse(bytes), mark => ((HeadMark)mark).ToBytes()).Run([entry.Head.Head.Head.Mark.ToBytes()], 1_000, random);
    }

    [Fact]
    public void A_doctor_is_proven_only_at_the_hospital_that_the_registry_names_and_in_good_standing()
    {
        var scene = new ProofScene();
        var right = scene.DoctorProof();
        Assert.Equal(scene.Doctor, right.Verify(scene.World.RegistryGenesis).OrThrow().Key);
        Assert.Equal("DOCTOR_UNKNOWN", Code(right with { Enrolment = scene.Entry(StateKinds.Enrolment, scene.World.Hospital.Key), Credit = scene.Entry(StateKinds.Credit, scene.World.Hospital.Key) }));
        Assert.Equal("DOCTOR_UNKNOWN", Code(right with { Enrolment = scene.Entry(StateKinds.Enrolment, scene.World.Cloud.Key), Credit = scene.Entry(StateKinds.Credit, scene.World.Cloud.Key) }));
        Assert.Equal("PROOF_INVALID", Code(right with { Credit = scene.Entry(StateKinds.Credit, scene.World.Doctor("e").Key) }));
        Assert.Equal("CHAIN_UNKNOWN", Code(right with { Hospital = right.Enrolment }));
        Assert.Equal("WRONG_CHAIN", Code(right with { Standing = right.Credit }));
        Assert.Equal("PROOF_INVALID", Code(right with { Standing = right.Hospital }));
        Assert.Equal("CHAIN_UNKNOWN", right.Verify(scene.World.HospitalGenesis).Refusal?.Code);

        string? Code(DoctorProof proof) => proof.Verify(scene.World.RegistryGenesis).Refusal?.Code;
    }

    [Fact]
    public void A_doctor_of_a_suspended_hospital_is_not_proven()
    {
        var scene = new ProofScene();
        var credit = StateKey.Of(StateKinds.Credit, scene.World.Hospital.Key);
        var (registry, parameters) = (scene.World.Registry[^1].Tree, scene.World.RegistryGenesis.Parameters);
        string? CodeAt(uint points, ulong height) =>
            scene.DoctorProof(registry.Apply([StateChange.Set(credit, new CreditEntry(points, height).ToBytes())])).Verify(scene.World.RegistryGenesis).Refusal?.Code;

        Assert.Null(CodeAt(parameters.CreditLowerBound + 1, 0));
        Assert.Equal("HOSPITAL_SUSPENDED", CodeAt(parameters.CreditLowerBound, 7));
        Assert.Equal("HOSPITAL_SUSPENDED", scene.DoctorProof(registry.Apply([StateChange.Remove(credit)])).Verify(scene.World.RegistryGenesis).Refusal?.Code);
    }

    private static bool Holds(StateProof like, ImmutableArray<Bytes32> siblings, Func<StateProof, bool> verify) =>
        StateProof.TryMake(like.EmptySiblings.AsSpan(), siblings.AsSpan(), like.Leaf, out var proof) && verify(proof);

    /// <summary>The path in every other shape: shorter at either end, empty, swapped, longer.</summary>
    private static IEnumerable<ImmutableArray<Bytes32>> Shapes(ImmutableArray<Bytes32> path)
    {
        yield return path.Add(Leaf(-1));
        yield return path.Insert(0, Leaf(-1));
        if (path.Length > 0)
        {
            yield return path.RemoveAt(path.Length - 1);
            yield return path.RemoveAt(0);
            yield return [];
        }

        if (path.Length > 1)
        {
            yield return path.SetItem(0, path[^1]).SetItem(path.Length - 1, path[0]);
        }
    }

    private static Bytes32 Leaf(int i) => Transcript.Of("TEST-LEAF").AddU32((uint)i).Hash32();
}
