using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Tests.Bls;

public sealed class PrimitiveVectorTests
{
    private static Transcript Inputs(System.Text.Json.JsonElement item, string label)
    {
        var transcript = Transcript.Of(label);
        foreach (var input in item.HexList("x"))
        {
            transcript.Add(input.AsSpan());
        }

        return transcript;
    }

    [Fact]
    public void Kdf_expands_as_specified()
    {
        foreach (var item in VectorFile.Cases("primitives.json"))
        {
            Assert.Equal(item.Hex("kdf100"), Inputs(item, "TEST-KDF").Expand(100));
        }
    }

    [Fact]
    public void Hashes_to_scalar_and_curves_are_as_specified()
    {
        foreach (var item in VectorFile.Cases("primitives.json"))
        {
            using var scalar = Inputs(item, "TEST-ZR").ToZr();
            Assert.Equal(item.Hex("hashToZr"), scalar.ToBytes());
            Assert.Equal(item.Text("hashToG1"), Inputs(item, "TEST-G1").ToG1().ToString());
            Assert.Equal(item.Text("hashToG2"), Inputs(item, "TEST-G2").ToG2().ToString());
        }
    }

    [Fact]
    public void Public_keys_and_pairing_are_as_specified()
    {
        foreach (var item in VectorFile.Cases("primitives.json"))
        {
            using var s = Curve.Scalar(item.Hex("s"));
            using var t = Curve.Scalar(item.Hex("t"));
            var gs = s.PublicKey();
            var ght = G2.Generator.Power(t);
            Assert.Equal(item.Text("gS"), gs.ToString());
            Assert.Equal(item.Text("gS"), G1.Generator.Power(s).ToString());
            Assert.Equal(item.Text("ghT"), ght.ToString());
            Assert.Equal(item.Text("pairing"), Pairing.Of(gs.Point, ght.Point).Hex());
        }
    }

    [Fact]
    public void Symptom_scalar_is_as_specified()
    {
        foreach (var item in VectorFile.Cases("primitives.json"))
        {
            var symptom = item.GetProperty("symptom");
            using var t = Symptom.FromCode(symptom.Text("system"), symptom.Text("code"));
            Assert.Equal(symptom.Hex("t"), t.ToBytes());
        }
    }

    [Theory]
    [InlineData(Labels.L19U)]
    [InlineData(Labels.L19V)]
    [InlineData(Labels.L19D)]
    public void Generators_of_G1_are_as_specified(string label) =>
        Assert.Equal(VectorFile.Cases("generators.json")[0].Text(label), Transcript.Of(label).ToG1().ToString());

    [Theory]
    [InlineData(Labels.L19H1Generator)]
    [InlineData(Labels.L19H2Generator)]
    [InlineData(Labels.Bc22GBar)]
    public void Generators_of_G2_are_as_specified(string label) =>
        Assert.Equal(VectorFile.Cases("generators.json")[0].Text(label), Transcript.Of(label).ToG2().ToString());
}
