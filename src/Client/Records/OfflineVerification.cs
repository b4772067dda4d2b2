using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Records;

/// <summary>
/// A file against a proof and the trust root, with no node and no keys: the record itself, its stored content, the
/// plaintext of a document, or a certificate of erasure. In constant memory.
/// </summary>
public static class OfflineVerification
{
    /// <summary>Checks the chain's proof, the author's signature, and that the file is exactly what they are about.</summary>
    /// <param name="path">The file.</param>
    /// <param name="proof">Proof of its record.</param>
    /// <param name="genesis">The chain's genesis, which is trusted.</param>
    /// <param name="disclosure">For a document's plaintext, what its reader kept.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RefusedException">Says what is wrong: proof, genesis, or file.</exception>
    public static async Task<VerifiedFile> CheckAsync(
        string path, RecordProof proof, Genesis genesis, DocumentDisclosure? disclosure, CancellationToken cancellation)
    {
        if (proof.Record.ChainId != genesis.ChainId)
        {
            throw new RefusedException(ClientRefusals.GenesisMismatch.With($"the proof is of chain {proof.Record.ChainId}, the genesis of {genesis.ChainId}"));
        }

        var proven = proof.Verify(genesis).OrRefuse();
        if (!File.Exists(path))
        {
            throw new RefusedException(ClientRefusals.FileMissing.With(path));
        }

        if (disclosure is not null)
        {
            await CheckPlaintextAsync(path, proven.Record, disclosure, cancellation).ConfigureAwait(false);
            return new VerifiedFile("plaintext", proven);
        }

        var hash = await HashAsync(path, cancellation).ConfigureAwait(false);
        return hash == new Bytes32(SHA256.HashData(proven.Record.Bytes.Span)) ? new VerifiedFile("record", proven)
            : ContentOf(proven.Record) is { } content && hash == content.ContentHash ? new VerifiedFile("content", proven)
            : proven.Record.Body is Erasure ? Certificate(path, proof, genesis, proven)
            : throw new RefusedException(ClientRefusals.FileMismatch.With(Difference(path, proven.Record)));
    }

    private static VerifiedFile Certificate(string path, RecordProof proof, Genesis genesis, ProvenRecord proven)
    {
        var bytes = new FileInfo(path).Length <= ErasureCertificate.BytesMax ? File.ReadAllBytes(path) : [];
        CheckedErasure.Check(proof, genesis, ErasureCertificate.Parse(bytes).OrRefuse()).OrRefuse();
        return new VerifiedFile("certificate", proven);
    }

    /// <summary>The author signed this plaintext, and sealed with its signature under the disclosed key it is the stored content.</summary>
    private static async Task CheckPlaintextAsync(string path, Record record, DocumentDisclosure disclosure, CancellationToken cancellation)
    {
        if (record.Body is not Document document || disclosure.DocumentId != record.Id)
        {
            throw new RefusedException(ClientRefusals.FileMismatch.With($"the disclosure is of document {disclosure.DocumentId}, the proof of {record.Kind} {record.Id}"));
        }

        var hash = await HashAsync(path, cancellation).ConfigureAwait(false);
        if (!Bip340.Verify(record.Author, SignedMessage.Author(record.ChainId, hash), disclosure.Author))
        {
            throw new RefusedException(ClientRefusals.FileMismatch.With($"{path}: its author {record.Author} signed other bytes{SizeDifference(path, PlainBytes(document))}"));
        }

        await using var plain = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var sealedHash = await AuthoredDocument.SealedHashAsync(plain, disclosure.ContentKey.ToArray(), disclosure.Author, cancellation).ConfigureAwait(false);
        if (sealedHash != document.Content.ContentHash)
        {
            throw new RefusedException(ClientRefusals.FileMismatch.With($"{path} is its author's, and not what document {record.Id} holds"));
        }
    }

    private static string Difference(string path, Record record) =>
        $"{path} is neither {record.Kind} {record.Id} nor its stored content"
        + (ContentOf(record) is { } content ? SizeDifference(path, (long)content.SizeBytes) + (record.Body is Document ? "; an opened document needs --disclosure" : string.Empty) : string.Empty);

    private static string SizeDifference(string path, long expected)
    {
        var size = new FileInfo(path).Length;
        FormattableString told = size < expected ? (FormattableString)$": truncated, or another's: {size} bytes of {expected}"
            : size > expected ? (FormattableString)$": longer, or another's: {size} bytes where there are {expected}"
            : $": {size} bytes as expected, but changed, or another's";
        return FormattableString.Invariant(told);
    }

    private static long PlainBytes(Document document) => ContentEncryption.TryPlainSize((long)document.Content.SizeBytes, out var size) ? size - Signature64.Size : -1;

    private static ContentReceipt? ContentOf(Record record) => record.Body switch
    {
        Document document => document.Content,
        Diagnosis diagnosis => diagnosis.Content,
        TeamDiagnosis team => team.Content,
        _ => null,
    };

    private static async Task<Bytes32> HashAsync(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return new Bytes32(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
    }
}
