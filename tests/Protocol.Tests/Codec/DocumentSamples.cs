using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Tests.Codec;

/// <summary>Bodies and entries about folders and documents with random contents of the right form.</summary>
internal static class DocumentSamples
{
    public static IEnumerable<RecordBody> Bodies(Random random)
    {
        foreach (var first in (bool[])[true, false])
        {
            yield return new OpenFolder
            {
                FolderId = SampleBodies.Hash(random),
                Key = random.Bytes(66),
                Owner = SampleBodies.Hash(random),
                Predecessor = first ? default : SampleBodies.Hash(random),
            };
        }

        yield return new Document
        {
            FolderId = SampleBodies.Hash(random),
            Capsule = random.Bytes(162),
            Content = new ContentReceipt
            {
                ContentHash = SampleBodies.Hash(random),
                SizeBytes = SampleBodies.Time(random),
                MediaType = "application/dicom",
                Store = SampleBodies.Hash(random),
                TimeMillis = SampleBodies.Time(random),
                Signature = SampleBodies.Signature(random),
            },
            Range = Range(random),
            CreatedMillis = SampleBodies.Time(random),
            SavedMillis = SampleBodies.Time(random),
        };
        yield return new RevocationReceipt
        {
            GrantId = SampleBodies.Hash(random), RevokeId = SampleBodies.Hash(random), DestroyedMillis = SampleBodies.Time(random),
        };
        yield return new Erasure { Certificate = Certificate(random) };
    }

    public static ErasureCertificate Certificate(Random random) => new()
    {
        Order = new ErasureOrder
        {
            ChainId = SampleBodies.Hash(random),
            DocumentId = SampleBodies.Hash(random),
            ContentHash = SampleBodies.Hash(random),
            OrderedBy = SampleBodies.Hash(random),
            TimeMillis = SampleBodies.Time(random),
            Signature = SampleBodies.Signature(random),
        },
        Confirmations =
        [
            .. Enumerable.Range(0, random.Next(1, RecordLimits.HoldersMax + 1))
                .Select(_ => new ErasureConfirmation
                {
                    Holder = SampleBodies.Hash(random), TimeMillis = SampleBodies.Time(random), Signature = SampleBodies.Signature(random),
                })
                .OrderBy(confirmation => confirmation.Holder),
        ],
    };

    public static FolderEntry Folder(Random random, bool succeeded) => new()
    {
        Owner = SampleBodies.Hash(random),
        Key = random.Bytes(66),
        Predecessor = default,
        Successor = succeeded ? SampleBodies.Hash(random) : default,
        Proxies = succeeded ? [.. Enumerable.Range(0, 3).Select(_ => SampleBodies.Hash(random)).Order()] : [],
    };

    public static DocumentEntry Entry(Random random, bool erased) => new()
    {
        FolderId = SampleBodies.Hash(random),
        ContentHash = SampleBodies.Hash(random),
        Store = SampleBodies.Hash(random),
        Range = Range(random),
        ErasedAtHeight = erased ? 70_000UL : 0,
        CertificateHash = erased ? SampleBodies.Hash(random) : default,
    };

    private static AccessRange Range(Random random) => AccessRange.Of(
        Enumerable.Range(0, random.Next(RecordLimits.ReadersMax + 1)).Select(_ => SampleBodies.Hash(random)),
        SampleBodies.Time(random),
        SampleBodies.Time(random));
}
