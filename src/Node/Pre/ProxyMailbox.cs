using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Node.Pre;

/// <summary>
/// Empties the proxy's own mailbox into its shares. A letter is removed once what it brought is on the disk, or it is of no use;
/// one whose place another sender took stays until the chain says whose it is.
/// </summary>
public sealed class ProxyMailbox(ProxyIdentity proxy, IPostOffice office, ShareKeeper shares, RekeyKeeper rekeys, ContestedLetters contested, ILogger<ProxyMailbox> log)
{
    private const int LettersPerRound = 100;

    /// <returns>How many letters were taken out.</returns>
    public int Empty()
    {
        var letters = office.Read(proxy.Key, LettersPerRound);
        foreach (var letter in letters)
        {
            var refusal = letter.Mail is null ? Refusals.Malformed.With("mail") : Take(letter.Mail);
            if (refusal is not null && !(IsContested(refusal) && contested.TryKeep(letter.Mail!)))
            {
                log.HalfRefused(letter.Mail?.Sender ?? default, refusal.Code);
            }

            office.Remove(proxy.Key, letter.Id);
        }

        return letters.Count;
    }

    /// <summary>Tries again what is contested.</summary>
    /// <returns>How many letters found their place.</returns>
    public int RetryContested()
    {
        var taken = 0;
        foreach (var mail in contested.All())
        {
            var refusal = Take(mail);
            if (refusal is not null && IsContested(refusal))
            {
                continue;
            }

            contested.Drop(mail);
            if (refusal is null)
            {
                taken++;
            }
            else
            {
                log.HalfRefused(mail.Sender, refusal.Code);
            }
        }

        return taken;
    }

    private Refusal? Take(SignedMail mail) => mail.Purpose == MailPurposes.FolderRekey ? rekeys.Take(mail) : shares.Take(mail);

    private static bool IsContested(Refusal refusal) => refusal.Code == PreRefusals.ShareContested.Code;
}
