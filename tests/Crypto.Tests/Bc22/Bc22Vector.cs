using System.Text.Json;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.Tests.Bls;

namespace HospitalChain.Crypto.Tests.Bc22;

/// <summary>One case of bc22.json, decoded.</summary>
internal sealed class Bc22Vector(JsonElement item)
{
    public JsonElement Item { get; } = item;

    public JsonElement Sealed { get; } = item.GetProperty("capsule");

    public JsonElement Group { get; } = item.GetProperty("groupKey");

    public Bytes32 Sid { get; } = item.Hash("sid");

    public Bytes32 Hospital { get; } = item.Hash("hospital");

    public Bytes32[] Doctors { get; } = [.. item.HexList("doctors").Select(key => new Bytes32(key))];

    public Bytes32[] Commitments { get; } = [.. item.HexList("commitments").Select(value => new Bytes32(value))];

    public MultisignaturePublicKey[] PublicKeys { get; } = [.. item.HexList("publicKeys").Select(DecodeKey)];

    public ulong TimestampMillis { get; } = item.GetProperty("timestamp").GetUInt64();

    public TeamStatement Statement => new(Sid, TimestampMillis, Commitments);

    public static IEnumerable<Bc22Vector> All() => VectorFile.Cases("bc22.json").Select(item => new Bc22Vector(item));

    public static MultisignatureKey Key(JsonElement triple)
    {
        SecretScalar[] scalars = [.. triple.EnumerateArray().Select(value => Curve.Scalar(Convert.FromHexString(value.GetString()!)))];
        return new MultisignatureKey(scalars[0], scalars[1], scalars[2]);
    }

    public static MultisignatureKey NewKey() => new(SecretScalar.Random(), SecretScalar.Random(), SecretScalar.Random());

    public OrderedMultisignature Step(int index) => Signature(Item.GetProperty("steps")[index].Hex("signature"));

    public static OrderedMultisignature Signature(byte[] bytes)
    {
        Assert.True(OrderedMultisignature.TryDecode(bytes, out var signature));
        Assert.Equal(bytes, signature.Encoded.ToArray());
        return signature;
    }

    public static Bc22Capsule Capsule(byte[] bytes)
    {
        Assert.True(Bc22Capsule.TryDecode(bytes, out var capsule));
        Assert.Equal(bytes, capsule.Encoded.ToArray());
        return capsule;
    }

    private static MultisignaturePublicKey DecodeKey(byte[] bytes)
    {
        Assert.True(MultisignaturePublicKey.TryDecode(bytes, out var key));
        return key;
    }
}
