namespace HospitalChain.Crypto.Tests;

/// <summary>BIP-340's published vectors (bip-0340/test-vectors.csv, those with 32-byte messages), and our own keys.</summary>
public sealed class Bip340Tests
{
    private const string Key1 = "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659";
    private const string Message1 = "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89";
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";
    private const string Ones = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";

    [Theory]
    [InlineData(
        "0000000000000000000000000000000000000000000000000000000000000003",
        "F9308A019258C31049344F85F89D5229B531C845836F99B08601F113BCE036F9", Zeros, Zeros,
        "E907831F80848D1069A5371B402410364BDF1C5F8307B0084C55F1CE2DCA821525F66A4A85EA8B71E482A74F382D2CE5EBEEE8FDB2172F477DF4900D310536C0")]
    [InlineData(
        "B7E151628AED2A6ABF7158809CF4F3C762E7160F38B4DA56A784D9045190CFEF",
        Key1, "0000000000000000000000000000000000000000000000000000000000000001", Message1,
        "6896BD60EEAE296DB48A229FF71DFE071BDE413E6D43F917DC8DCF8C78DE33418906D11AC976ABCCB20B091292BFF4EA897EFCB639EA871CFA95F6DE339E4B0A")]
    [InlineData(
        "C90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B14E5C9",
        "DD308AFEC5777E13121FA72B9CC1B7CC0139715309B086C960E18FD969774EB8",
        "C87AA53824B4D7AE2EB035A2B5BBBCCC080E76CDC6D1692C4B0B62D798E6D906",
        "7E2D58D8B3BCDF1ABADEC7829054F90DDA9805AAB56C77333024B9D0A508B75C",
        "5831AAEED7B44BB74E5EAB94BA9D4294C49BCF2A60728D8B4C200F50DD313C1BAB745879A5AD954A72C45A91C3A51D3C7ADEA98D82F8481E0E1E03674A6F3FB7")]
    [InlineData(
        "0B432B2677937381AEF05BB02A66ECD012773062CF3FA2549E44F58ED2401710",
        "25D1DFF95105F5253C4022F628A996AD3A0D95FBF21D468A1B33F8C160D8F517", Ones, Ones,
        "7EB0509757E246F19449885651611CB965ECC1A187DD51B64FDA1EDC9637D5EC97582B9CB13DB3933705B32BA982AF5AF25FD78881EBB32771FC5922EFC66EA3")]
    public void Published_signatures_are_made_and_verified(string secret, string publicKey, string auxiliary, string message, string signature)
    {
        Assert.True(SigningKey.TryDecode(Convert.FromHexString(secret), out var key));
        using (key)
        {
            Assert.Equal(Hash(publicKey), key.PublicKey);
            Assert.Equal(Signature(signature), key.Sign(Hash(message), Convert.FromHexString(auxiliary)));
            Assert.True(Bip340.Verify(Hash(publicKey), Hash(message), Signature(signature)));
        }
    }

    [Fact]
    public void Published_signature_with_small_r_verifies() => Assert.True(Bip340.Verify(
        Hash("D69C3509BB99E412E68B0FE8544E72837DFA30746D8BE2AA65975F29D22DC7B9"),
        Hash("4DF3C3F68FCC83B27E9D42C90431A72499F17875C81A599B566C9889B9696703"),
        Signature("00000000000000000000003B78CE563F89A0ED9414F5AA28AD0D96D6795F9C6376AFB1548AF603B3EB45C9F8207DEE1060CB71C04E80F593060B07D28308D7F4")));

    [Theory]
    [InlineData("EEFDEA4CDB677750A420FEE807EACF21EB9898AE79B9768766E4FAA04A2D4A34", "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E177769", "69E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B", "public key not on the curve")]
    [InlineData(Key1, "FFF97BD5755EEEA420453A14355235D382F6472F8568A18B2F057A1460297556", "3CC27944640AC607CD107AE10923D9EF7A73C643E166BE5EBEAFA34B1AC553E2", "has_even_y(R) is false")]
    [InlineData(Key1, "1FA62E331EDBC21C394792D2AB1100A7B432B013DF3F6FF4F99FCB33E0E1515F", "28890B3EDB6E7189B630448B515CE4F8622A954CFE545735AAEA5134FCCDB2BD", "negated message")]
    [InlineData(Key1, "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E177769", "961764B3AA9B2FFCB6EF947B6887A226E8D7C93E00C5ED0C1834FF0D0C2E6DA6", "negated s value")]
    [InlineData(Key1, Zeros, "123DDA8328AF9C23A94C1FEECFD123BA4FB73476F0D594DCB65C6425BD186051", "sG - eP is infinite, x as 0")]
    [InlineData(Key1, "0000000000000000000000000000000000000000000000000000000000000001", "7615FBAF5AE28864013C099742DEADB4DBA87F11AC6754F93780D5A1837CF197", "sG - eP is infinite, x as 1")]
    [InlineData(Key1, "4A298DACAE57395A15D0795DDBFD1DCB564DA82B0F269BC70A74F8220429BA1D", "69E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B", "r is not an x coordinate")]
    [InlineData(Key1, "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F", "69E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B", "r is the field size")]
    [InlineData(Key1, "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E177769", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", "s is the curve order")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC30", "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E177769", "69E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B", "public key exceeds the field size")]
    public void Published_bad_signatures_are_refused(string publicKey, string r, string s, string reason) =>
        Assert.False(Bip340.Verify(Hash(publicKey), Hash(Message1), Signature(r + s)), reason);

    [Theory]
    [InlineData(Key1, true)]
    [InlineData("EEFDEA4CDB677750A420FEE807EACF21EB9898AE79B9768766E4FAA04A2D4A34", false)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC30", false)]
    [InlineData(Zeros, false)]
    public void Only_points_of_the_curve_are_public_keys(string key, bool expected) => Assert.Equal(expected, Bip340.IsPublicKey(Hash(key)));

    [Theory]
    [InlineData(Zeros)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141")]
    [InlineData(Ones)]
    [InlineData("01")]
    [InlineData("")]
    public void Secrets_out_of_range_are_refused(string secret) => Assert.False(SigningKey.TryDecode(Convert.FromHexString(secret), out _));

    [Fact]
    public void Signature_is_for_one_message_and_one_key()
    {
        using var mine = SigningKey.Generate();
        using var other = SigningKey.Generate();
        var message = SignedMessage.Record(Hash(Key1), Hash(Message1));
        var signature = mine.Sign(message);
        Assert.True(Bip340.Verify(mine.PublicKey, message, signature));
        Assert.False(Bip340.Verify(other.PublicKey, message, signature));
        Assert.False(Bip340.Verify(mine.PublicKey, SignedMessage.Record(Hash(Message1), Hash(Message1)), signature));
        Assert.False(Bip340.Verify(mine.PublicKey, SignedMessage.Seal(Hash(Key1), Hash(Message1)), signature));
    }

    [Fact]
    public void Disposed_key_signs_nothing()
    {
        var key = SigningKey.Generate();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign(Bytes32.Zero));
    }

    [Fact]
    public void Secrets_do_not_print()
    {
        using var key = SigningKey.Generate();
        using var exponent = SecretExponent.Random();
        using var sealing = SealingKey.Generate();
        Assert.Equal(["Secret(32)", "Secret(32)", "Secret(32)"], [$"{key}", $"{exponent}", $"{sealing}"]);
    }

    private static Bytes32 Hash(string hex) => new(Convert.FromHexString(hex));

    private static Signature64 Signature(string hex) => new(Convert.FromHexString(hex));
}
