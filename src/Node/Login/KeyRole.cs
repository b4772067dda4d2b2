namespace HospitalChain.Node.Login;

/// <summary>What the holder of a key is on the chain that knows it.</summary>
public enum KeyRole
{
    SystemManager,
    Hospital,
    Doctor,

    /// <summary>The holder of one visit's keys.</summary>
    Patient,
    Cloud,
    Proxy,
    ThirdParty,
    Node,
}
