using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using static HospitalChain.Node.Explorer.Views.FieldSpelling;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>Public fields of folders and documents (suite P21) and of their end.</summary>
internal static class DocumentFields
{
    public static RecordField[] Of(OpenFolder body) =>
    [
        Hash("Folder", body.FolderId),
        Hash("Owner", body.Owner),
        Bytes("Folder key", body.Key),
        body.Predecessor.IsZero ? new RecordField("Continues", "no folder: it is a first one") : Hash("Continues", body.Predecessor),
    ];

    public static List<RecordField> Of(Document body)
    {
        var fields = new List<RecordField>
        {
            Hash("Folder", body.FolderId),
            Closed("Capsule", body.Capsule, "suite P21: only the folder's key opens it"),
        };
        fields.AddRange(StoredContent(body.Content));
        fields.Add(Time("Made", body.CreatedMillis));
        fields.Add(Time("Saved", body.SavedMillis));
        fields.Add(Time("May be read from", body.Range.FromMillis));
        fields.Add(Time("May be read until", body.Range.UntilMillis));
        fields.AddRange(body.Range.Readers.Count == 0
            ? [new RecordField("May be read by", "whoever a grant names")]
            : body.Range.Readers.Select((reader, index) => Hash($"Reader {index + 1}", reader)));
        return fields;
    }

    public static RecordField[] Of(Bytes32 chainId, RevocationReceipt body) =>
    [
        Record("Grant that ended", chainId, body.GrantId),
        Record("Revoke that was obeyed", chainId, body.RevokeId),
        Time("Re-encryption key destroyed", body.DestroyedMillis),
    ];

    public static List<RecordField> Of(Bytes32 chainId, Erasure body)
    {
        var order = body.Certificate.Order;
        var fields = new List<RecordField>
        {
            Record("Document that was erased", chainId, order.DocumentId),
            Hash("Its content hash", order.ContentHash),
            Hash("Ordered by", order.OrderedBy),
            Time("Ordered", order.TimeMillis),
        };
        fields.AddRange(body.Certificate.Confirmations.Select((confirmation, index) =>
            Hash($"Holder {index + 1} confirmed", confirmation.Holder, Wording.Time(confirmation.TimeMillis))));
        return fields;
    }
}
