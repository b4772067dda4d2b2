using System.Text.Json;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Tests.Codec;

namespace HospitalChain.Protocol.Tests.Proofs;

/// <summary>One case of tests/Vectors.Proofs: a proof, from what it is checked, and the code that it is refused with.</summary>
/// <param name="Kind">record, head, entry, enrolment or doctor.</param>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Genesis">The trusted genesis.</param>
/// <param name="Root">State root, for an enrolment proof.</param>
/// <param name="Key">Key that is asked for, likewise.</param>
/// <param name="Proof">The proof.</param>
/// <param name="Code">Null: accepted.</param>
internal sealed record ProofVector(string Kind, string Name, byte[] Genesis, Bytes32 Root, Bytes32 Key, byte[] Proof, string? Code)
{
    private delegate object?[] Change(object?[] hashes);

    private static readonly (string Name, Change Change)[] Changes =
    [
        ("truncated", hashes => hashes[..^1]),
        ("truncated at its beginning", hashes => hashes[1..]),
        ("empty", _ => []),
        ("swapped", hashes => hashes.Length < 2 ? hashes : [hashes[^1], .. hashes[1..^1], hashes[0]]),
        ("one too many", hashes => [.. hashes, hashes[^1]]),
        ("one hash too short", hashes => [.. hashes[..^1], ((byte[])hashes[^1]!)[..^1]]),
        ("one hash too long", hashes => [.. hashes[..^1], (byte[])[.. (byte[])hashes[^1]!, 0]]),
    ];

    /// <summary>What is refused, and why; null when the proof holds.</summary>
    public string? Check()
    {
        var genesis = Blocks.Genesis.Parse(Genesis).OrThrow();
        return Kind switch
        {
            "record" => RecordProof.Parse(Proof) is { Ok: true } record ? record.Value.Verify(genesis).Refusal?.Code : "MALFORMED",
            "head" => HeadUpdate.Parse(Proof) is { Ok: true } head ? head.Value.Refuses(genesis)?.Code : "MALFORMED",
            "entry" => EntryProof.Parse(Proof) is { Ok: true } entry ? entry.Value.Refuses(genesis)?.Code : "MALFORMED",
            "doctor" => DoctorProof.Parse(Proof) is { Ok: true } doctor ? doctor.Value.Verify(genesis).Refusal?.Code : "MALFORMED",
            "enrolment" => EnrolmentProof.Parse(Proof) is { Ok: true } enrolment ? enrolment.Value.Verify(Root, Key) is null ? "PROOF_INVALID" : null : "MALFORMED",
            _ => throw new InvalidOperationException(Kind),
        };
    }

    /// <summary>This proof with each of its paths changed in each way; paths of proofs inside it too.</summary>
    public IEnumerable<ProofVector> Wrong()
    {
        var whole = PlainMessagePack.Read(Proof);
        var count = Count(whole);
        foreach (var (name, change) in Changes)
        {
            for (var number = 0; number < count; number++)
            {
                var left = number;
                var changed = Bytes(Map(whole, hashes => left-- == 0 ? change(hashes) : hashes));
                var vector = this with { Name = $"{Name}: path {number + 1} {name}", Proof = changed };
                if (!changed.AsSpan().SequenceEqual(Proof))
                {
                    yield return vector with { Code = vector.Check() ?? throw new InvalidOperationException($"{Kind} {vector.Name} is accepted") };
                }
            }
        }

        yield return Cut("cut short", Proof[..^1]);
        yield return Cut("a byte too many", [.. Proof, 0]);
        yield return Cut("empty", []);
    }

    public static ProofVector Read(JsonElement json) => new(
        json.GetProperty("kind").GetString()!,
        json.GetProperty("name").GetString()!,
        json.Hex("genesis"),
        new Bytes32(json.Hex("root")),
        new Bytes32(json.Hex("key")),
        json.Hex("proof"),
        json.GetProperty("code").GetString());

    public object ToJson() => new
    {
        kind = Kind,
        name = Name,
        genesis = Convert.ToHexStringLower(Genesis),
        root = Root.ToString(),
        key = Key.ToString(),
        proof = Convert.ToHexStringLower(Proof),
        code = Code,
    };

    private ProofVector Cut(string name, byte[] proof)
    {
        var vector = this with { Name = $"{Name}: {name}", Proof = proof };
        return vector with { Code = vector.Check() ?? throw new InvalidOperationException($"{Kind} {vector.Name} is accepted") };
    }

    private static int Count(object? value)
    {
        var count = 0;
        Map(value, hashes =>
        {
            count++;
            return hashes;
        });
        return count;
    }

    /// <summary>The value with each list of at least one hash changed, also in byte strings that are arrays themselves.</summary>
    private static object? Map(object? value, Change change) => value switch
    {
        object?[] { Length: > 0 } list when list.All(item => item is byte[] { Length: Bytes32.Size }) => change(list),
        object?[] list => list.Select(item => Map(item, change)).ToArray(),
        byte[] bytes when Nested(bytes) is { } nested => Bytes(Map(nested, change)),
        _ => value,
    };

    private static object?[]? Nested(byte[] bytes)
    {
        try
        {
            return bytes.Length > 2 * Bytes32.Size && PlainMessagePack.Read(bytes) is object?[] list && Bytes(list).AsSpan().SequenceEqual(bytes) ? list : null;
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or IndexOutOfRangeException or InvalidOperationException)
        {
            return null; // bytes of another meaning
        }
    }

    private static byte[] Bytes(object? value)
    {
        var writer = new CanonicalWriter();
        Write(writer, value);
        return writer.ToArray();
    }

    private static void Write(CanonicalWriter writer, object? value)
    {
        switch (value)
        {
            case ulong number:
                writer.UInt(number);
                break;
            case bool flag:
                writer.Bool(flag);
                break;
            case string text:
                writer.Text(text);
                break;
            case byte[] bytes:
                writer.Bytes(bytes);
                break;
            case object?[] list:
                writer.Array(list.Length);
                Array.ForEach(list, item => Write(writer, item));
                break;
            default:
                throw new InvalidOperationException($"{value} is not canonical");
        }
    }
}
