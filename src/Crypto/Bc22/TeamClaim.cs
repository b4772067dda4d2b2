namespace HospitalChain.Crypto.Bc22;

/// <summary>The statement that a team signed in order; to be verified.</summary>
public readonly record struct TeamClaim(TeamStatement Statement, IReadOnlyList<MultisignaturePublicKey> Team, OrderedMultisignature Signature);
