using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>How fields of records are spelled; what is sealed or encrypted becomes its size and a hash.</summary>
internal static class FieldSpelling
{
    public static RecordField Hash(string label, Bytes32 value, string note = "") => new(label, value.ToString(), IsIdentifier: true, Note: note);

    public static RecordField Bytes(string label, ReadOnlyMemory<byte> value) =>
        new(label, Wording.Hex(value), IsIdentifier: true, Note: Wording.Bytes(value.Length));

    public static RecordField Pid(string label, ReadOnlyMemory<byte> value) =>
        new(label, Wording.Hex(value), IsIdentifier: true, Note: "opaque: only its addressee can open it");

    public static RecordField Record(string label, Bytes32 chainId, Bytes32 id) =>
        new(label, id.ToString(), IsIdentifier: true, Link: ExplorerPath.Record(chainId, id));

    public static RecordField Time(string label, ulong millis) => new(label, Wording.Time(millis));

    public static RecordField Closed(string label, ReadOnlyMemory<byte> value, string note) =>
        new(label, $"{Wording.Bytes(value.Length)}, SHA-256 {Wording.Short(new Bytes32(SHA256.HashData(value.Span)))}", Note: note);

    /// <summary>Where encrypted content lies and who vouches for it.</summary>
    public static RecordField[] StoredContent(ContentReceipt content) =>
    [
        Hash("Content hash", content.ContentHash, "SHA-256 of the encrypted content"),
        new("Content size", $"{Wording.Bytes(content.SizeBytes)}, encrypted"),
        new("Content type", content.MediaType, Note: "of the plaintext, as the author declared it"),
        Hash("Content store", content.Store, "signed the receipt"),
        Time("Stored", content.TimeMillis),
    ];
}
