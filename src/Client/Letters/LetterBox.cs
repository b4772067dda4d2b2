using System.Security.Cryptography;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Client.Letters;

/// <summary>One party's mail at the nodes it uses: sealing and posting, fetching and opening.</summary>
public sealed class LetterBox(ClientSession session, LoginIdentity identity, SealingKey sealing)
{
    /// <summary>Nodes keep mail thirty days at most, by their own clock.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromDays(29);

    /// <summary>Seals and posts.</summary>
    /// <param name="node">A node that knows sender and recipient.</param>
    /// <param name="purpose">One of <see cref="MailPurposes"/>.</param>
    /// <param name="recipient">The recipient's signing key.</param>
    /// <param name="recipientSealing">The recipient's sealing key, proven on its chain.</param>
    /// <param name="plaintext">Zeroed before this returns.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task SendAsync(
        NodeAddress node, string purpose, Bytes32 recipient, ReadOnlyMemory<byte> recipientSealing, byte[] plaintext, CancellationToken cancellation) =>
        PostAsync(node, Seal(purpose, recipient, recipientSealing, plaintext), cancellation);

    /// <summary>Seals without posting, for what must be durable before it leaves.</summary>
    /// <param name="purpose">One of <see cref="MailPurposes"/>.</param>
    /// <param name="recipient">The recipient's signing key.</param>
    /// <param name="recipientSealing">The recipient's sealing key, proven on its chain.</param>
    /// <param name="plaintext">Zeroed before this returns.</param>
    public SignedMail Seal(string purpose, Bytes32 recipient, ReadOnlyMemory<byte> recipientSealing, byte[] plaintext)
    {
        try
        {
            var to = SealingPublicKey.TryDecode(recipientSealing.Span, out var key) ? key : throw new RefusedException(Protocol.Refusals.KeyMalformed.With("recipient's sealing key"));
            var id = new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size));
            var expiry = session.NowMillis + (ulong)Validity.TotalMilliseconds;
            return SignedMail.Write(new MailLetter(purpose, identity.ChainId, recipient, id, expiry), identity.Key, to, plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Posts sealed mail; twice is the same as once.</summary>
    public Task PostAsync(NodeAddress node, SignedMail mail, CancellationToken cancellation) =>
        session.Connect(node, identity).PostMailAsync(mail, cancellation);

    /// <summary>
    /// Hands each waiting mail of one purpose to <paramref name="take"/> with its plaintext; what it takes is deleted at
    /// the node, what it leaves stays for a later time, and what cannot be opened is told.
    /// </summary>
    /// <param name="nodes">Where to look.</param>
    /// <param name="purpose">What for.</param>
    /// <param name="take">True when the mail was dealt with.</param>
    /// <param name="cancellation">Stops between mails.</param>
    public async Task<LetterRound> ReceiveAsync(
        IEnumerable<NodeAddress> nodes, string purpose, Func<SignedMail, byte[], Task<bool>> take, CancellationToken cancellation)
    {
        var round = new LetterRound();
        foreach (var address in nodes.DistinctBy(node => node.Address))
        {
            var node = session.Connect(address, identity);
            foreach (var item in await node.ListMailAsync(cancellation).ConfigureAwait(false))
            {
                if (item.Purpose != purpose)
                {
                    continue;
                }

                var mail = await node.ReadMailAsync(item.Id, cancellation).ConfigureAwait(false);
                if (await OpenAsync(mail, purpose, take, round).ConfigureAwait(false))
                {
                    await node.DeleteMailAsync(item.Id, cancellation).ConfigureAwait(false);
                }
            }
        }

        return round;
    }

    private async Task<bool> OpenAsync(SignedMail mail, string purpose, Func<SignedMail, byte[], Task<bool>> take, LetterRound round)
    {
        var opened = mail.Open(session.OwnKeys.SealingOf(mail.Recipient) ?? sealing, purpose, session.NowMillis);
        if (!opened.Ok)
        {
            round.Refused.Add((mail.SealedHash, opened.Refusal));
            return false;
        }

        try
        {
            var taken = await take(mail, opened.Value).ConfigureAwait(false);
            (taken ? round.Taken : round.Left).Add(mail.SealedHash);
            return taken;
        }
        catch (RefusedException refused)
        {
            round.Refused.Add((mail.SealedHash, refused.Refusal));
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(opened.Value);
        }
    }
}
