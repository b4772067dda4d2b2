namespace HospitalChain.Storage.Mail;

/// <summary>One letter in a box.</summary>
/// <param name="Sequence">Grows with every letter of the node; a reader asks for what comes after the last one read.</param>
/// <param name="ExpiryMillis">After this it is gone.</param>
/// <param name="Bytes">The sealed letter as it was posted.</param>
public sealed record StoredLetter(ulong Sequence, ulong ExpiryMillis, ReadOnlyMemory<byte> Bytes);
