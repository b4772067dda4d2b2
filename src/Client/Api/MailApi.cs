using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Client.Api;

/// <summary>A node's mailboxes.</summary>
public static class MailApi
{
    public static Task PostMailAsync(this NodeConnection node, SignedMail mail, CancellationToken cancellation) =>
        node.PostJsonAsync<MailPosted>(
            "/v1/mail",
            new MailPost(mail.Recipient, mail.ChainId, mail.Sealed.ToArray(), mail.ExpiryMillis, mail.Signature),
            repeatable: true,
            cancellation);

    public static Task<IReadOnlyList<MailItem>> ListMailAsync(this NodeConnection node, CancellationToken cancellation) =>
        node.GetJsonAsync<IReadOnlyList<MailItem>>("/v1/mail", cancellation);

    public static async Task<SignedMail> ReadMailAsync(this NodeConnection node, Bytes32 id, CancellationToken cancellation) =>
        SignedMail.Parse(await node.GetBytesAsync($"/v1/mail/{id}", FlowLimits.MailBytesMax, cancellation).ConfigureAwait(false)).OrRefuse();

    public static Task DeleteMailAsync(this NodeConnection node, Bytes32 id, CancellationToken cancellation) =>
        node.DeleteAsync($"/v1/mail/{id}", cancellation);
}
