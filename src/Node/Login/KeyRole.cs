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

    /// <summary>An expelled doctor or a suspended hospital: may read the own case and appeal, nothing else.</summary>
    Appellant,
}
