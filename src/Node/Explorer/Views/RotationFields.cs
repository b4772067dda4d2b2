using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using static HospitalChain.Node.Explorer.Views.FieldSpelling;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>What the pages show of rotated keys, announced certificates and retirements.</summary>
internal static class RotationFields
{
    public static IReadOnlyList<RecordField> Of(RecordBody body) => body switch
    {
        RotateKey rotation =>
        [
            Hash("Key that ends", rotation.Previous),
            Hash("Key that takes over", rotation.Keys.Signing),
            Bytes("Its sealing key", rotation.Keys.Sealing),
            .. rotation.Multisignature.IsEmpty ? Array.Empty<RecordField>() : [Bytes("Its multisignature key", rotation.Multisignature)],
        ],
        RotateTls announced => [Hash("Certificate to come", announced.TlsFingerprint), Time("The one before counts until", announced.OldUntilMillis)],
        Retire retired => [Hash("Who leaves", retired.Party)],
        _ => throw new ArgumentException($"{body.Kind} is no rotation", nameof(body)),
    };
}
