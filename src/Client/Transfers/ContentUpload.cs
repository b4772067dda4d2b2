using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol;

namespace HospitalChain.Client.Transfers;

/// <summary>Brings sealed content to a store, in parts, going on where a broken connection left it. Sends stored ciphertext only.</summary>
public static class ContentUpload
{
    /// <summary>The store syncs after each part; what came of one that breaks off is kept too.</summary>
    private const long PartBytes = 64 * 1024 * 1024;

    private const string OffsetHeader = "Upload-Offset";

    /// <summary>Stores the file and has its receipt signed for one record.</summary>
    /// <param name="store">The content store.</param>
    /// <param name="sealedFile">Ciphertext, complete.</param>
    /// <param name="contentHash">SHA-256 of the file.</param>
    /// <param name="order">The record.</param>
    /// <param name="context">ctx of the record, which the receipt must be for.</param>
    /// <param name="cancellation">Stops it; a later call goes on.</param>
    /// <param name="progress">Told which part of the content the store has, from 0 to 1.</param>
    public static async Task<StoreReceipt> StoreAsync(
        NodeConnection store, string sealedFile, Bytes32 contentHash, ReceiptOrder order, Bytes32 context, CancellationToken cancellation, IProgress<double>? progress = null)
    {
        await using var file = new FileStream(sealedFile, FileMode.Open, FileAccess.Read, FileShare.Read);
        var upload = $"/v1/content/uploads/{contentHash}";
        var state = await store.PostJsonAsync<UploadState>("/v1/content/uploads", new UploadOrder(contentHash, file.Length), repeatable: true, cancellation).ConfigureAwait(false);
        var failures = 0;
        while (!state.Stored && state.Offset < file.Length)
        {
            var before = state.Offset;
            try
            {
                state = await SendPartAsync(store, upload, file, state.Offset, progress, cancellation).ConfigureAwait(false);
                failures = 0;
            }
            catch (RefusedException broken) when (broken.Refusal.Reason.Kind is RefusalKind.NotReady or RefusalKind.RateLimited or RefusalKind.Conflict && ++failures < RetrySchedule.AttemptsMax)
            {
                state = await store.GetJsonAsync<UploadState>(upload, cancellation).ConfigureAwait(false);
            }

            if (failures == 0 && state.Offset <= before && !state.Stored)
            {
                throw new RefusedException(ClientRefusals.AnswerMalformed.With("the upload does not advance"));
            }
        }

        var receipt = await store.PostJsonAsync<StoreReceipt>(upload + "/finish", order, repeatable: true, cancellation).ConfigureAwait(false);
        return ReceiptIsFor(receipt, contentHash, file.Length, order.ChainId, context) ? receipt : throw new RefusedException(Refusals.ReceiptInvalid.With($"store {receipt.Store}"));
    }

    private static async Task<UploadState> SendPartAsync(
        NodeConnection store, string upload, FileStream file, long offset, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var response = await store.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Patch, upload)
                {
                    Content = new FileRangeContent(file, offset, Math.Min(PartBytes, file.Length - offset), progress),
                };
                request.Headers.Add(OffsetHeader, offset.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return request;
            },
            repeatable: false,
            cancellation).ConfigureAwait(false);
        return await NodeConnection.ReadJsonAsync<UploadState>(response, cancellation).ConfigureAwait(false);
    }

    private static bool ReceiptIsFor(StoreReceipt receipt, Bytes32 contentHash, long sizeBytes, Bytes32 chainId, Bytes32 context) =>
        receipt.Sha256 == contentHash
        && receipt.SizeBytes == sizeBytes
        && Bip340.Verify(receipt.Store, SignedMessage.Receipt(chainId, contentHash, (ulong)sizeBytes, context, receipt.TimeMillis), receipt.Signature);
}
