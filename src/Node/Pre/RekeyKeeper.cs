using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Pre;

/// <summary>
/// Takes the re-encryption keys that folders' owners mail (crypto.md §7), keeps each only for a grant in force whose
/// commitment it opens, destroys it with the grant, and signs for the destruction when the grant was revoked.
/// </summary>
public sealed class RekeyKeeper(ProxyIdentity proxy, ILedgers ledgers, RekeyVault vault, RevocationsOnSight revocations, TimeProvider time)
{
    private readonly Lock gate = new();

    /// <summary>Takes a letter of the proxy's mailbox. Null when it was taken; a refused letter is of no more use.</summary>
    public Refusal? Take(SignedMail mail)
    {
        if (!proxy.Is(mail.Recipient) || mail.Purpose != MailPurposes.FolderRekey)
        {
            return Refusals.MailUnreadable.With(mail.Purpose);
        }

        var opened = mail.Open(proxy.SealingOf(mail.Recipient), mail.Purpose, Now());
        if (!opened.Ok)
        {
            return opened.Refusal;
        }

        var parsed = FolderRekey.Parse(opened.Value);
        CryptographicOperations.ZeroMemory(opened.Value);
        if (!parsed.Ok)
        {
            return parsed.Refusal;
        }

        using var letter = parsed.Value;
        return Take(letter, mail.Sender);
    }

    /// <summary>Checks what can be checked now, ends what is over, and signs receipts that are due.</summary>
    public void Settle()
    {
        // The notes too: one that another round completed meanwhile would look replayed, and be destroyed.
        lock (gate)
        {
            foreach (var note in vault.Notes())
            {
                if (EndOf(note) is { } code)
                {
                    End(note, code);
                }
                else if (note.Stage == ProxyShareStage.Waiting)
                {
                    TryComplete(note);
                }
            }

            foreach (var (chainId, grantId, destroyed) in vault.ReceiptsDue())
            {
                SignReceipt(chainId, grantId, destroyed);
            }
        }
    }

    /// <summary>
    /// Destroys the key of a grant that was just revoked, without waiting for anything. One that ended before for another reason
    /// gets its receipt too: whoever revokes learns that nothing is left.
    /// </summary>
    public void EndGrant(Bytes32 chainId, Bytes32 grantId)
    {
        lock (gate)
        {
            switch (vault.NoteOf(chainId, grantId))
            {
                case { Stage: not ProxyShareStage.Destroyed } note:
                    End(note, Refusals.ConsentRevoked.Code);
                    break;
                case { } ended when ended.Code != Refusals.ConsentRevoked.Code:
                    vault.OweReceipt(ended);
                    break;
            }
        }
    }

    /// <summary>Destroys the keys of grants for this one document, which is being erased.</summary>
    public void EndDocument(Bytes32 chainId, Bytes32 documentId)
    {
        var entries = ledgers.Find(chainId)?.State.Entries;
        lock (gate)
        {
            foreach (var note in vault.Notes().Where(note => note.ChainId == chainId && entries?.Grant(note.GrantId) is { } grant && IsFor(grant, documentId)))
            {
                End(note, Refusals.Erased.Code);
            }
        }
    }

    /// <summary>rk of a grant, for one use; the caller disposes it.</summary>
    public Parsed<ProxyRekey> OpenReady(Bytes32 chainId, Bytes32 grantId)
    {
        lock (gate)
        {
            return vault.NoteOf(chainId, grantId) switch
            {
                null => Refusals.ShareUnknown.With(grantId.ToString()),
                { Stage: ProxyShareStage.Ready } => vault.Open(chainId, grantId)!,
                _ => Refusals.ShareIncomplete.With(grantId.ToString()),
            };
        }
    }

    private Refusal? Take(FolderRekey letter, Bytes32 sender)
    {
        if (ledgers.Find(letter.ChainId) is not { } ledger || ledger.State.Genesis.IsRegistry)
        {
            return Refusals.ChainUnknown.With(letter.ChainId.ToString());
        }

        lock (gate)
        {
            if (vault.NoteOf(letter.ChainId, letter.GrantId) is { Stage: ProxyShareStage.Destroyed })
            {
                return Refusals.ShareReplayed.With(letter.GrantId.ToString());
            }

            if (vault.Notes().Count(note => note.Stage == ProxyShareStage.Waiting && note.Sender == sender) >= ShareKeeper.WaitingPerSenderMax)
            {
                return Refusals.Busy.With($"{ShareKeeper.WaitingPerSenderMax} keys of this sender wait");
            }

            // A key that a stranger sent under this grant's id blocks nothing once the grant's giver is known.
            using var before = vault.Open(letter.ChainId, letter.GrantId) ?? ProxyRekey.Await(letter.ChainId, letter.GrantId);
            var deciding = ledger.State.Entries.Grant(letter.GrantId);
            if (deciding is null && before.Stage == ProxyShareStage.Waiting && !before.Sender.IsZero && before.Sender != sender)
            {
                return PreRefusals.ShareContested.With(letter.GrantId.ToString());
            }

            using var kept = deciding is { } grant ? before.ForgetStranger(grant.Giver) : null;
            var after = (kept ?? before).Take(letter, sender);
            if (!after.Ok)
            {
                return after.Refusal;
            }

            using var rekey = after.Value;
            vault.Put(rekey);
            return null;
        }
    }

    /// <summary>Why a key is over; null while it isn't.</summary>
    private string? EndOf(RekeyNote note)
    {
        var waited = note.Stage == ProxyShareStage.Waiting && note.TouchedMillis + (ulong)ShareKeeper.WaitMax.TotalMilliseconds < Now();
        if (ledgers.Find(note.ChainId) is not { } ledger || ledger.State.Entries.Grant(note.GrantId) is not { } grant)
        {
            return waited ? Refusals.ShareExpired.Code : null;
        }

        var entries = ledger.State.Entries;
        return grant.Revoked || revocations.IsRevoked(note.ChainId, note.GrantId) ? Refusals.ConsentRevoked.Code
            : Math.Max(Now(), ledger.State.Head.TimeMillis) >= grant.UntilMillis ? Refusals.ConsentExpired.Code
            : entries.VisitAuthoredBy(grant.Giver) is { } pid && entries.Visit(pid.Span) is { Closed: true } ? Refusals.VisitClosed.Code
            : grant.Scope == GrantScope.Record && entries.Document(new Bytes32(grant.Target.Span)) is { Erased: true } ? Refusals.Erased.Code
            : null;
    }

    private static bool IsFor(GrantEntry grant, Bytes32 documentId) => grant.Scope == GrantScope.Record && new Bytes32(grant.Target.Span) == documentId;

    private void End(RekeyNote note, string code) => vault.End(note, code, owesReceipt: code == Refusals.ConsentRevoked.Code);

    private void TryComplete(RekeyNote note)
    {
        if (ledgers.Find(note.ChainId) is not { } ledger
            || ledger.State.Entries.Grant(note.GrantId) is not { } entry
            || ledger.ReadRecord(note.GrantId) is not { IsRefused: false, Record.Body: Grant body } located)
        {
            return; // The grant's block is still to come.
        }

        using var waiting = vault.Open(note.ChainId, note.GrantId)!;
        if (FolderOf(body, ledger.State.Entries) is not { } folder)
        {
            vault.End(note, Refusals.ShareGrantMismatch.Code, owesReceipt: false);
            return;
        }

        if (waiting.Sender != entry.Giver)
        {
            return; // A stranger's: the giver's own replaces it, or it goes when it waited long enough.
        }

        var completed = waiting.Complete(located.Record, entry, folder, proxy.Is(entry.Proxy) ? entry.Proxy : proxy.Key, Math.Max(Now(), ledger.State.Head.TimeMillis));
        if (!completed.Ok)
        {
            vault.End(note, completed.Refusal.Code, owesReceipt: false);
            return;
        }

        using var ready = completed.Value;
        vault.Put(ready);
    }

    /// <summary>The revoke stands in the block that revoked the grant; until that block is here the receipt waits.</summary>
    private void SignReceipt(Bytes32 chainId, Bytes32 grantId, ulong destroyedMillis)
    {
        if (ledgers.Find(chainId) is not { } ledger
            || ledger.State.Entries.Grant(grantId) is not { Revoked: true } grant
            || ledger.ReadBlock(grant.RevokedAtHeight) is not { } block)
        {
            return;
        }

        var revoke = block.Records.First(record => record.Body is Revoke body && body.GrantId == grantId);
        var receipt = ledger.State.Entries.RevocationReceiptOf(grantId) is not null ? null : Record.Sign(chainId, Now(), new RevocationReceipt
        {
            GrantId = grantId,
            RevokeId = revoke.Id,
            DestroyedMillis = destroyedMillis,
        }, proxy.Signing);
        vault.Receipted(chainId, grantId, receipt);
    }

    private static FolderEntry? FolderOf(Grant body, ChainEntries entries) => body.Scope switch
    {
        GrantScope.Folder => entries.Folder(new Bytes32(body.Target.Span)),
        GrantScope.Record => entries.Document(new Bytes32(body.Target.Span)) is { } document ? entries.Folder(document.FolderId) : null,
        _ => null,
    };

    private ulong Now() => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
}
