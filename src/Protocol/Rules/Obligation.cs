namespace HospitalChain.Protocol.Rules;

/// <summary>
/// A cryptographic check that a rule asks for, with every key already looked up. Rules only collect them, so that the
/// checks can run elsewhere, together and in batches. Equal obligations ask for the same check.
/// </summary>
public abstract class Obligation
{
    /// <summary>Why the record is refused if the check fails.</summary>
    public abstract RefusalReason Reason { get; }

    /// <summary>Asks for the very same check.</summary>
    public abstract bool Same(Obligation other);
}
