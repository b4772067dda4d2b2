using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Pre;

/// <summary>
/// Makes re-encryption keys from the halves that doctors and patients mail, once the grant stands on the chain, and
/// destroys them when the grant ends (crypto.md §8). A key is held under exactly one grant and for exactly one PK_s.
/// </summary>
public sealed class ShareKeeper(ProxyIdentity proxy, ILedgers ledgers, ShareVault vault, RevocationsOnSight revocations, TimeProvider time)
{
    /// <summary>A share of which a half or the grant is missing for so long is given up.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromDays(14);

    /// <summary>Shares of one sender that wait; a stolen key fills no more than this.</summary>
    public const int WaitingPerSenderMax = 100;

    private readonly Lock gate = new();

    /// <summary>Takes a letter of the proxy's mailbox. Null when it was taken; a refused letter is of no more use.</summary>
    public Refusal? Take(SignedMail mail)
    {
        if (!proxy.Is(mail.Recipient) || mail.Purpose is not (MailPurposes.DelegationProxy or MailPurposes.DelegationConsent))
        {
            return Refusals.MailUnreadable.With(mail.Purpose);
        }

        var opened = mail.Open(proxy.SealingOf(mail.Recipient), mail.Purpose, Now());
        if (!opened.Ok)
        {
            return opened.Refusal;
        }

        var plaintext = opened.Value;
        var refusal = mail.Purpose == MailPurposes.DelegationProxy ? TakeDoctorHalf(plaintext, mail.Sender) : TakeConsent(plaintext, mail.Sender);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(plaintext);
        return refusal;
    }

    /// <summary>Makes what can be made now and ends what is over.</summary>
    public void Settle()
    {
        // The notes too: one that another round completed meanwhile would look replayed, and be destroyed.
        lock (gate)
        {
            foreach (var note in vault.Notes())
            {
                if (EndOf(note) is { } code)
                {
                    vault.End(note, code);
                }
                else if (note.Stage == ProxyShareStage.Waiting && !note.Doctor.IsZero && !note.Patient.IsZero)
                {
                    TryComplete(note);
                }
            }
        }
    }

    /// <summary>Ends the shares of a grant that was just revoked, without waiting for anything.</summary>
    public void EndGrant(Bytes32 chainId, Bytes32 grantId)
    {
        lock (gate)
        {
            foreach (var note in vault.Notes().Where(note => note.ChainId == chainId && note.GrantId == grantId))
            {
                vault.End(note, Refusals.ConsentRevoked.Code);
            }
        }
    }

    /// <summary>rk of a share under a grant, for one use; the caller disposes the share.</summary>
    public Parsed<ProxyShare> OpenReady(Bytes32 chainId, Bytes32 shareId, Bytes32 grantId)
    {
        lock (gate)
        {
            if (vault.NoteOf(chainId, shareId) is not { } note)
            {
                return Refusals.ShareUnknown.With(shareId.ToString());
            }

            return note.Stage == ProxyShareStage.Ready && note.GrantId == grantId
                ? vault.Open(chainId, shareId)!
                : Refusals.ShareIncomplete.With(shareId.ToString());
        }
    }

    private Refusal? TakeDoctorHalf(byte[] plaintext, Bytes32 sender)
    {
        var parsed = DelegationProxyHalf.Parse(plaintext);
        if (!parsed.Ok)
        {
            return parsed.Refusal;
        }

        using var half = parsed.Value;
        return Take(half.ChainId, half.ShareId, sender, namedGrant: default, share => share.Doctor, share => share.TakeDoctorHalf(half, sender));
    }

    private Refusal? TakeConsent(byte[] plaintext, Bytes32 sender)
    {
        var parsed = DelegationConsent.Parse(plaintext);
        if (!parsed.Ok)
        {
            return parsed.Refusal;
        }

        using var consent = parsed.Value;
        return Take(consent.ChainId, consent.ShareId, sender, consent.GrantId, share => share.Patient, share => share.TakeConsent(consent, sender));
    }

    private Refusal? Take(
        Bytes32 chainId, Bytes32 shareId, Bytes32 sender, Bytes32 namedGrant, Func<ProxyShare, Bytes32> holder, Func<ProxyShare, Parsed<ProxyShare>> step)
    {
        if (ledgers.Find(chainId) is not { } ledger)
        {
            return Refusals.ChainUnknown.With(chainId.ToString());
        }

        lock (gate)
        {
            if (vault.NoteOf(chainId, shareId) is { Stage: ProxyShareStage.Destroyed })
            {
                return Refusals.ShareReplayed.With(shareId.ToString());
            }

            if (vault.Notes().Count(note => note.Stage == ProxyShareStage.Waiting && (note.Doctor == sender || note.Patient == sender)) >= WaitingPerSenderMax)
            {
                return Refusals.Busy.With($"{WaitingPerSenderMax} shares of this sender wait");
            }

            // Once the grant stands, what a stranger sent under this share's id blocks nothing; until then nobody knows who the stranger is.
            using var held = vault.Open(chainId, shareId) ?? ProxyShare.Await(chainId, shareId);
            var deciding = GrantOf(ledger, shareId, namedGrant) ?? GrantOf(ledger, shareId, held.GrantId);
            using var cleared = deciding is { } grant ? held.ForgetStrangers(grant.Grantee, grant.Giver) : null;
            var before = cleared ?? held;
            if (deciding is null && before.Stage == ProxyShareStage.Waiting && holder(before) is { IsZero: false } other && other != sender)
            {
                return PreRefusals.ShareContested.With(shareId.ToString());
            }

            var after = step(before);
            if (!after.Ok)
            {
                return after.Refusal;
            }

            using var share = after.Value;
            vault.Put(share);
            return null;
        }
    }

    /// <summary>Why a share is over; null while it isn't.</summary>
    private string? EndOf(ShareNote note)
    {
        var waited = note.Stage == ProxyShareStage.Waiting && note.TouchedMillis + (ulong)WaitMax.TotalMilliseconds < Now();
        if (note.GrantId.IsZero || ledgers.Find(note.ChainId) is not { } ledger)
        {
            return waited ? Refusals.ShareExpired.Code : null;
        }

        var state = ledger.State;
        return revocations.IsRevoked(note.ChainId, note.GrantId) ? Refusals.ConsentRevoked.Code
            : state.Entries.Grant(note.GrantId) is not { } grant ? (waited ? Refusals.ShareExpired.Code : null)
            : grant.Revoked ? Refusals.ConsentRevoked.Code
            : Later(state) >= grant.UntilMillis ? Refusals.ConsentExpired.Code
            : VisitOf(grant, state.Entries)?.Visit is { Closed: true } ? Refusals.VisitClosed.Code
            : null;
    }

    private void TryComplete(ShareNote note)
    {
        var ledger = ledgers.Find(note.ChainId);
        if (ledger is null
            || ledger.State.Entries.Grant(note.GrantId) is not { } grant
            || VisitOf(grant, ledger.State.Entries) is not { } owner
            || ledger.ReadRecord(note.GrantId) is not { IsRefused: false, Record.Body: Grant { Delegation: PairingDelegation delegation } } located)
        {
            return; // The grant's block is still to come.
        }

        using var waiting = vault.Open(note.ChainId, note.ShareId)!;
        var completed = waiting.Complete(located.Record, owner.Pid.Span, owner.Visit, proxy.Is(grant.Proxy) ? grant.Proxy : proxy.Key, Later(ledger.State));
        if (!completed.Ok)
        {
            GiveUp(note, waiting, grant, completed.Refusal);
            return;
        }

        using var ready = completed.Value;
        if (vault.TryClaim(delegation.DelegationKey.Span, note.ChainId, note.ShareId))
        {
            vault.Put(ready);
        }
        else
        {
            vault.End(note, Refusals.ShareReplayed.Code);
        }
    }

    /// <summary>A stranger's half goes and the share waits for the right one; anything else ends it.</summary>
    private void GiveUp(ShareNote note, ProxyShare waiting, GrantEntry grant, Refusal refusal)
    {
        using var left = waiting.ForgetStrangers(grant.Grantee, grant.Giver);
        if (refusal.Code == Refusals.ShareGrantMismatch.Code && !left.HasBothHalves)
        {
            vault.Put(left);
        }
        else
        {
            vault.End(note, refusal.Code);
        }
    }

    /// <summary>A grant of this share that stands on the chain.</summary>
    private static GrantEntry? GrantOf(ILedger ledger, Bytes32 shareId, Bytes32 grantId) =>
        ledger.State.Entries.Grant(grantId) is { } entry
        && ledger.ReadRecord(grantId) is { IsRefused: false, Record.Body: Grant { Delegation: PairingDelegation delegation } }
        && delegation.ShareId == shareId
            ? entry
            : null;

    private static (ReadOnlyMemory<byte> Pid, VisitEntry Visit)? VisitOf(GrantEntry grant, ChainEntries entries) =>
        entries.VisitAuthoredBy(grant.Giver) is { } pid && entries.Visit(pid.Span) is { } visit ? (pid, visit) : null;

    private ulong Later(ChainState state) => Math.Max(Now(), state.Head.TimeMillis);

    private ulong Now() => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
}
