using System.Security.Cryptography;
using HospitalChain.Client.Http;
using HospitalChain.Client.Transfers;
using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Records;

/// <summary>
/// From a proven diagnosis to its plaintext, for its patient or a grantee: capsule verified under the reader's key,
/// content fetched and compared with the record, opened, compared with m. Nothing is named before all of it held.
/// </summary>
public sealed class DiagnosisOpening(ClientSession session)
{
    /// <param name="record">Proven to be on its chain.</param>
    /// <param name="visit">The visit it is about, proven.</param>
    /// <param name="capsule">The record's own, or the proxy's of it.</param>
    /// <param name="opener">x_j, x_s of the share, or what officers combined.</param>
    /// <param name="grantId">The grant to fetch under; zero for the patient's own.</param>
    /// <param name="identity">As whom to fetch.</param>
    /// <param name="target">Where no file may be.</param>
    /// <param name="cancellation">Stops it; nothing is left under the target's name.</param>
    public async Task<OpenedDiagnosis> OpenAsync(
        Record record, VisitEntry visit, L19Capsule capsule, CapsuleOpener opener, Bytes32 grantId, LoginIdentity identity, string target, CancellationToken cancellation)
    {
        var body = DiagnosisOf(record);
        if (File.Exists(target))
        {
            throw new RefusedException(ClientRefusals.FileExists.With(target));
        }

        var context = RecordContext.ForDiagnosis(record.ChainId, record.Author, body.Pid.Span, visit.VisitKey.Span, body.Content.ContentHash).ToArray();
        if (!L19Verifier.TryVerify(opener.PublicKey, capsule, context, out var verified))
        {
            throw new RefusedException(Refusals.CapsuleInvalid.With($"record {record.Id}"));
        }

        var message = new byte[ContentOpening.MessageBytes];
        try
        {
            if (!opener.TryOpen(verified, context, message))
            {
                throw new RefusedException(Refusals.CapsuleInvalid.With($"record {record.Id} does not open"));
            }

            return await FetchAsync(record, body.Content, message, grantId, identity, target, cancellation).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(message);
        }
    }

    /// <summary>The diagnosis a record carries.</summary>
    /// <exception cref="RefusedException">It carries something else.</exception>
    public static Diagnosis DiagnosisOf(Record record) =>
        record.Body as Diagnosis ?? throw new RefusedException(Refusals.RecordUnknown.With($"record {record.Id} is a {record.Kind}"));

    /// <summary>The capsule that stands in the record.</summary>
    public static L19Capsule CapsuleOf(Diagnosis body) =>
        L19Capsule.TryDecode(body.Capsule.Span, out var capsule) ? capsule : throw new RefusedException(Refusals.CapsuleInvalid);

    private async Task<OpenedDiagnosis> FetchAsync(
        Record record, ContentReceipt content, ReadOnlyMemory<byte> message, Bytes32 grantId, LoginIdentity identity, string target, CancellationToken cancellation)
    {
        var fetched = await new ContentDownload(session, identity).FetchAsync(record, content, grantId, cancellation).ConfigureAwait(false);
        var size = await ContentOpening.OpenAsync(fetched, message, target, cancellation).ConfigureAwait(false);
        File.Delete(fetched);
        return new OpenedDiagnosis(target, size, content.MediaType);
    }
}
