using HospitalChain.Keystore;
using HospitalChain.Protocol;

namespace HospitalChain.Cli.Output;

/// <summary>Keystore refusals in the words of all others.</summary>
internal static class KeystoreReasons
{
    /// <param name="refusal">Why.</param>
    /// <param name="where">The keystore's path, or where the passphrase should have come from.</param>
    public static Refusal AsRefusal(this KeystoreRefusal refusal, string where) =>
        new RefusalReason(refusal.Code, KindOf(refusal), "crypto.md §3", refusal.Hint).With($"{refusal.Reason}: {where}");

    private static RefusalKind KindOf(KeystoreRefusal refusal) =>
        refusal == KeystoreRefusal.WrongPassphrase || refusal == KeystoreRefusal.KeystoreReadable || refusal == KeystoreRefusal.PassphraseReadable ? RefusalKind.NotAuthorised
        : refusal == KeystoreRefusal.KeystoreMissing ? RefusalKind.NotFound
        : refusal == KeystoreRefusal.KeystoreExists ? RefusalKind.Conflict
        : refusal == KeystoreRefusal.KeystoreDamaged ? RefusalKind.Integrity
        : RefusalKind.BadInput;
}
