namespace HospitalChain.Protocol.Records;

/// <summary>What an escrow is for; a visit has at most one of each.</summary>
public enum EscrowPurpose
{
    /// <summary>Guardians restore a lost keystore's visit to its owner.</summary>
    Recovery = 0,

    /// <summary>Emergency officers of the hospital together open single records.</summary>
    BreakGlass = 1,
}
