using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Tests.Flows;

/// <summary>Private keys never leave the keystore's machine, and plaintext leaves it only sealed: every byte sent is looked at.</summary>
public sealed class SecretsStayTests
{
    private static readonly BigInteger OrderOfSecp256k1 =
        BigInteger.Parse("00FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [Fact]
    public async Task No_byte_that_leaves_the_machine_holds_a_secret_or_a_patients_word()
    {
        using var journey = await Journey.ToConsentAsync();
        await journey.FetchAsync("shared.json");
        await new OwnRecordReader(journey.PatientSession).ReadAsync(journey.Visit, journey.RecordId, journey.Patient.FileFor("own.json"), default);
        var symptom = new SymptomInbox(journey.PatientSession).List(journey.Visit)[0];
        await new SymptomSearch(journey.PatientSession).SendAsync(journey.Visit, symptom, journey.DoctorB.Key, journey.Network.ChainB.Genesis.ChainId, default);
        await new SearchDesk(journey.SessionB).ReceiveAsync(default);
        await new ConsentDesk(journey.PatientSession).RevokeAsync(journey.Grant, TimeSpan.Zero, default);
        var scanner = new ByteScanner(journey.Network.Sent);
        Assert.True(scanner.Bytes > 20_000, $"a whole journey was recorded: {scanner.Bytes} bytes");
        Assert.True(scanner.Finds(journey.DoctorA.Key.ToArray()), "what does leave is found: the scanner sees");

        var secrets = Secrets(journey).ToArray();
        Assert.True(secrets.Length > 80, "every derived key is looked for");
        Assert.All(secrets, secret => Assert.False(scanner.Finds(secret.Bytes), secret.Name));
    }

    [Fact]
    public void A_secret_is_found_in_whatever_form_it_leaves()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        string[] texts = [Convert.ToHexStringLower(secret), Convert.ToHexString(secret), Convert.ToBase64String(secret), Convert.ToBase64String([7, .. secret, 9]), Convert.ToBase64String([7, 8, .. secret])];
        foreach (var text in texts)
        {
            Assert.True(new ByteScanner([Encoding.ASCII.GetBytes("before " + text + " after")]).Finds(secret), text);
        }

        Assert.True(new ByteScanner([[1, 2, .. secret, 3]]).Finds(secret));
        Assert.True(new ByteScanner([[1, 2, .. secret.Reverse(), 3]]).Finds(secret));
        Assert.False(new ByteScanner([RandomNumberGenerator.GetBytes(1000)]).Finds(secret));
    }

    [Fact]
    public async Task What_stays_on_disk_holds_no_secret_in_clear()
    {
        using var journey = await Journey.ToConsentAsync();
        TestParty[] parties = [journey.Patient, journey.DoctorA, journey.DoctorB];
        var files = parties.SelectMany(party => Directory.GetFiles(party.Folder.FolderPath, "*", SearchOption.AllDirectories))
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) != "test")
            .Select(File.ReadAllBytes).ToList();
        var scanner = new ByteScanner(files);

        Assert.True(files.Count > 12, "profiles hold settings, geneses and notes");
        Assert.All(Secrets(journey), secret => Assert.False(scanner.Finds(secret.Bytes), secret.Name));
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Secrets(Journey journey)
    {
        TestParty[] parties = [journey.Patient, journey.DoctorA, journey.DoctorB, journey.Network.Manager, journey.Network.HospitalA, journey.Network.HospitalB];
        foreach (var party in parties)
        {
            yield return ("seed", party.Seed);
            yield return ("profile key", party.Keys.Profile());
            foreach (var secret in DerivedFrom(party))
            {
                yield return secret;
            }
        }

        foreach (var text in new[] { Journey.PatientId, Fixtures.Marker, "short of breath", Fixtures.AsthmaCode, "a passphrase of tests" })
        {
            yield return (text, Encoding.UTF8.GetBytes(text));
        }

        using var t = Symptom.FromCode("http://snomed.info/sct", Fixtures.AsthmaCode);
        yield return ("t", BytesOf(t));
        yield return ("α", new AssignmentInbox(journey.SessionA).Find(null).Alpha.ToArray());
        yield return ("plaintext", journey.Plaintext);
        yield return ("plaintext's hash", SHA256.HashData(journey.Plaintext));
    }

    /// <summary>The raw scalars, computed here from the seed as crypto.md §3 has them: keys do not give theirs away.</summary>
    private static IEnumerable<(string Name, byte[] Bytes)> DerivedFrom(TestParty party)
    {
        yield return ("signing", Zn(Transcript.Of("KEY-SIGN").Add(party.Seed).AddU32(0)));
        yield return ("sealing", SealingScalar(Transcript.Of("KEY-SEAL").Add(party.Seed).AddU32(0).Expand(32)));
        yield return ("hospital", BytesOf(party.Keys.Hospital(0)));
        for (uint i = 0; i < 3; i++)
        {
            yield return ("visit", BytesOf(party.Keys.VisitKey(i)));
            yield return ("visit signing", Zn(Transcript.Of("KEY-VISIT-SIGN").Add(party.Seed).AddU32(i)));
            yield return ("visit sealing", SealingScalar(Transcript.Of("KEY-VISIT-SEAL").Add(party.Seed).AddU32(i).Expand(32)));
            yield return ("delegation", BytesOf(party.Keys.Delegation(i)));
            yield return ("multisignature", BytesOf(Transcript.Of("KEY-MULTISIG").Add(party.Seed).AddU32(0).AddU32(i + 1).ToZr()));
            yield return ("receiving", Zn(Transcript.Of("KEY-P21-RECEIVE").Add(party.Seed).AddU32(i).AddU32(1)));
            yield return ("receiving", Zn(Transcript.Of("KEY-P21-RECEIVE").Add(party.Seed).AddU32(i).AddU32(2)));
        }
    }

    private static byte[] BytesOf(SecretScalar scalar)
    {
        var bytes = new byte[SecretScalar.Size];
        scalar.CopyTo(bytes);
        return bytes;
    }

    private static byte[] Zn(Transcript derivation)
    {
        var number = new BigInteger(derivation.Expand(48), isUnsigned: true, isBigEndian: true) % OrderOfSecp256k1;
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    /// <summary>RFC 9180 §7.1.3 DeriveKeyPair, first candidate.</summary>
    private static byte[] SealingScalar(byte[] ikm)
    {
        byte[] suite = [.. "HPKE-v1"u8, .. "KEM"u8, 0x00, 0x10];
        var prk = HKDF.Extract(HashAlgorithmName.SHA256, [.. suite, .. "dkp_prk"u8, .. ikm], []);
        return HKDF.Expand(HashAlgorithmName.SHA256, prk, 32, [0, 32, .. suite, .. "candidate"u8, 0]);
    }

    [Fact]
    public async Task The_scalars_looked_for_are_the_keys_in_use()
    {
        using var journey = await Journey.BeginAsync();
        var doctor = journey.DoctorA;
        Assert.True(SigningKey.TryDecode(Zn(Transcript.Of("KEY-SIGN").Add(doctor.Seed).AddU32(0)), out var signing));
        using var pair = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = SealingScalar(Transcript.Of("KEY-SEAL").Add(doctor.Seed).AddU32(0).Expand(32)) });
        using var sealing = doctor.Keys.Sealing(0);

        Assert.Equal(doctor.Key, signing.PublicKey);
        Assert.Equal(sealing.PublicKey.Encoded.Slice(1, 32).ToArray(), pair.ExportParameters(false).Q.X);
    }
}
