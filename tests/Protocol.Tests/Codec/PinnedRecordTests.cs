using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Tests.Codec;

/// <summary>Kinds are added; the bytes and ids of those that stand on chains, and of their state, never change (chain.md §2).</summary>
public sealed class PinnedRecordTests
{
    private const int Seed = 20_261_120;

    private static readonly string[] Records =
    [
        "enrol-hospital 655 383ba9f8db446e3448ee83db4912d43b96502fcd699da50dc3b9b1e8908230c6",
        "enrol-cloud 455 4cdf1d3f74b881a0dd0af9b076af3385ec899790f68533a19dcbce48a97e12e4",
        "enrol-proxy 455 48923c4d65e370e0d175767b9909be71545c224cab9c93253d779098b64b1a56",
        "enrol-node 454 a787d2c899916522f1782fbb884985037c30bf6d6dabe608925b0867a1b4779b",
        "enrol-third-party 393 2b93a48d7741e81e87401cc5ef8b72ead86f41d7e20fa7eb0478aae1a83c9412",
        "enrol-doctor 947 b9502d46fceaacfe188996fb70999bc964f3efe5f44744093e026f4e0b189635",
        "register-visit 837 303d7dc99863fd3b519c1be2c492bb7bcf79795c1db909200cd8999be0167e7f",
        "close-visit 298 952f52b51fad44ef2f80eef7522c309a95efc45105ef562e006ee7e738a619ae",
        "diagnosis 1289 7d9bfc6ae5f0ef98166cb1c71d4830d5b937977ccb278332fd5218103ead43e0",
        "grant 1348 5aa631ea409cd43ff56d3de4c0d879644f0679f14965a5f0ddca0c55c4eb90ff",
        "grant 931 56d40dc84de2b3af78eed9cd30ef506a5889d11878283d2eef4b7346c7eabd71",
        "revoke 180 a56c5d1452b73891bb9508fb2dd5cdfbcd9cd5a8a96525fcd51a40627d306478",
        "access 396 c418ec0d733deb2b4d05be0e7d0335aad5102f195f79b04b3826e773214610ce",
        "access 413 d01893c72412ea6118b85083a60d0dbafea40e5adea67da6fc69c910fafa3472",
        "rejection 1564 2799dec55059f0c9e132eb6387ebf16dd2fbf61567c3d9f464d175ae1b46c4fb",
    ];

    private static readonly string[] Folders =
    [
        "open-folder 289 ae25f2ad2fa1b2686b8a1c2451fb106e6f1b7db978f783ec4a674e1360c5d040",
        "open-folder 321 d442e4165d846da7153f73b2620e330e3a705968cb4b78ea75d30c485cda8fe4",
        "document 963 4c48ca12f3e4ef35cd29e0d2d5ec390e495d3470ce187c67c13481940cace501",
        "revocation-receipt 235 37c922f5544da8ba58135cefb22dbddb88c71603d96544515f4c4a3001581f43",
        "erasure 1695 9bbfcd1ec41c202104fec655a560e26738d69a0dd6d74c45132f00c039c0dab2",
    ];

    private static readonly string[] Rotations =
    [
        "rotate-key 953 c3f3ef190cfd73f68d48d959b892d6bce22327289a6388ca22cfa79af4c37d5a",
        "rotate-key 424 ff29e600cb8900a404ec0f12e5d19d1957a74e408f5f0bd042d052b5229e846d",
        "rotate-tls 193 f7541db20891181317a6cdacf0f299707e6038a1a4a4ab9a8d3f7459eb264795",
        "retire 180 5a11bf6e259b5ba755eec73937ac3c7251ddd3c7099e45657006e50a60e2c37c",
    ];

    private static readonly string[] Entries =
    [
        "638 80c93fba1f3017984052b4b7609ca7c2df1f51b3a19d938d185140c1179ca807",
        "6 aa3959083e40d50b4ba38a5628222c344b1fd4389dfddf17958ea16f952809e3",
        "330 4dabc8a8a9ce8b2e346fc917acc87dabf23081040af050e425c278538280804a",
        "343 9937bc8fb872d7391a3144bd669207bfb30ccfaa3ce7192c1b42cd5eb69129bb",
        "72 8dbbfc03026fb13ef0d9f5dfd8ccb59d0d3134d1aeff686ae3fff1c99b30c44c",
    ];

    private static readonly string[] Emergencies =
    [
        "escrow 1132 09810403f95cd506be0c976001bdf934f806ad152331f5aa543bf97ec8ab2b67",
        "escrow 976 9598e64f74b629cabb6854b1990245881a76290090d4caaef14cfd297171e23e",
        "break-glass-open 707 34b11302572d603340676bd478b252960547ca1110077d3cd2f1b68c209ad9fe",
        "break-glass-close 260 34536f292111d4712da3ffce133de0c1d8b855080004a2c4f90447e473b5d503",
        "review 181 9c237b7d31804a1b64ab92a96265f8653a4f826641a0915d21fa0773342b9a9c",
        "escrow-withdraw 189 131c5fbb1c9b9a21275604542a46577d93f12bf467c128f0d0731b77ce23915e",
    ];

    [Fact]
    public void Records_keep_their_bytes_and_ids() => Assert.Equal(Records, SampleBodies.One(new Random(Seed)).Select(LineOf), StringComparer.Ordinal);

    [Fact]
    public void Records_of_emergencies_keep_theirs() =>
        Assert.Equal(Emergencies, EmergencySamples.Bodies(new Random(Seed)).Select(LineOf), StringComparer.Ordinal);

    [Fact]
    public void Records_of_rotations_keep_theirs() =>
        Assert.Equal(Rotations, SampleBodies.Rotation(new Random(Seed)).Select(LineOf), StringComparer.Ordinal);

    [Fact]
    public void Records_of_folders_keep_theirs() =>
        Assert.Equal(Folders, DocumentSamples.Bodies(new Random(Seed)).Select(LineOf), StringComparer.Ordinal);

    [Fact]
    public void State_entries_keep_their_bytes()
    {
        var random = new Random(Seed);
        byte[][] entries =
        [
            new EnrolmentEntry
            {
                Role = PartyRole.Doctor, Sealing = random.Bytes(65), P21Receiving = random.Bytes(66), Multisignature = random.Bytes(384), Department = "ward 3",
            }.ToBytes(),
            new CreditEntry(90, 300).ToBytes(),
            new VisitEntry
            {
                VisitKey = random.Bytes(48),
                Signing = SampleBodies.Hash(random),
                Sealing = random.Bytes(65),
                P21Receiving = random.Bytes(66),
                EvidenceHash = SampleBodies.Hash(random),
                Doctors = [SampleBodies.Hash(random), SampleBodies.Hash(random)],
                ClosedAtHeight = 70_000,
            }.ToBytes(),
            new GrantEntry
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
                RevokedAtHeight = 5,
            }.ToBytes(),
            new RecordEntry(Accepted: true, 9) { Owner = SampleBodies.Hash(random), Store = SampleBodies.Hash(random) }.ToBytes(),
        ];
        Assert.Equal(Entries, entries.Select(entry => $"{entry.Length} {Convert.ToHexStringLower(SHA256.HashData(entry))}"), StringComparer.Ordinal);
    }

    private static string LineOf(RecordBody body)
    {
        var record = Record.Assemble(Bytes32.Zero, Bytes32.Zero, 1, body, default);
        return $"{record.Kind} {record.Bytes.Length} {record.Id}";
    }
}
