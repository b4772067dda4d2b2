namespace HospitalChain.Protocol.Flows;

/// <summary>How far a share is at the proxy.</summary>
public enum ProxyShareStage
{
    /// <summary>A half, or the grant, is still missing.</summary>
    Waiting = 0,

    /// <summary>rk is held and was checked against PK_j and PK_s.</summary>
    Ready = 1,

    /// <summary>Over: nothing secret is left, and the share is never taken again.</summary>
    Destroyed = 2,
}
