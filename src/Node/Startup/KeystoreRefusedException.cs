using HospitalChain.Keystore;

namespace HospitalChain.Node.Startup;

/// <summary>A node cannot start without its keys.</summary>
public sealed class KeystoreRefusedException(string path, KeystoreRefusal refusal) : Exception($"{path}: {refusal.Reason} ({refusal.Code})")
{
    public KeystoreRefusal Refusal { get; } = refusal;
}
