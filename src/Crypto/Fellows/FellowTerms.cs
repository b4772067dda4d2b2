namespace HospitalChain.Crypto.Fellows;

/// <summary>
/// What both patients of a session agree on before it begins (crypto.md §9): who asks (A), who is asked (B), and a nonce
/// of each, so that every run has a sid, and with it a generator, of its own.
/// </summary>
public sealed class FellowTerms
{
    private readonly byte[] asker;
    private readonly byte[] asked;

    /// <param name="asker">PID_A, of the patient who asks.</param>
    /// <param name="asked">PID_B.</param>
    /// <param name="askerNonce">32 random bytes of A.</param>
    /// <param name="askedNonce">32 random bytes of B.</param>
    public FellowTerms(ReadOnlySpan<byte> asker, ReadOnlySpan<byte> asked, Bytes32 askerNonce, Bytes32 askedNonce)
    {
        (this.asker, this.asked) = (asker.ToArray(), asked.ToArray());
        Sid = Transcript.Of(Labels.SessionSid).Add(asker).Add(asked).Add(askerNonce).Add(askedNonce).Hash32();
    }

    /// <summary>sid = Kdf("SESSION-SID", 32; PID_A, PID_B, nonce_A, nonce_B).</summary>
    public Bytes32 Sid { get; }

    /// <summary>PID_A.</summary>
    public ReadOnlySpan<byte> Asker => asker;

    /// <summary>PID_B.</summary>
    public ReadOnlySpan<byte> Asked => asked;
}
