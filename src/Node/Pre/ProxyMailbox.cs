using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Node.Pre;

/// <summary>Empties the proxy's own mailbox into its shares. A letter is removed once what it brought is on the disk, or it is of no use.</summary>
public sealed class ProxyMailbox(ProxyIdentity proxy, IPostOffice office, ShareKeeper shares, RekeyKeeper rekeys, ILogger<ProxyMailbox> log)
{
    private const int LettersPerRound = 100;

    /// <returns>How many letters were taken out.</returns>
    public int Empty()
    {
        var letters = office.Read(proxy.Key, LettersPerRound);
        foreach (var letter in letters)
        {
            var refusal = letter.Mail is null ? Refusals.Malformed.With("mail")
                : letter.Mail.Purpose == MailPurposes.FolderRekey ? rekeys.Take(letter.Mail)
                : shares.Take(letter.Mail);
            if (refusal is not null)
            {
                log.HalfRefused(letter.Mail?.Sender ?? default, refusal.Code);
            }

            office.Remove(proxy.Key, letter.Id);
        }

        return letters.Count;
    }
}
