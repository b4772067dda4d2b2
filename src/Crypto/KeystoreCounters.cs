namespace HospitalChain.Crypto;

/// <summary>What a keystore counts, so that no visit's or share's key is used twice.</summary>
/// <param name="Epoch">The current epoch of signing, sealing and other rotated keys.</param>
/// <param name="NextVisit">Index of the next visit: all below have been given out.</param>
/// <param name="NextShare">Index of the next delegation share: all below have been given out.</param>
public readonly record struct KeystoreCounters(uint Epoch, uint NextVisit, uint NextShare);
