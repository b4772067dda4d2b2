namespace HospitalChain.Protocol.State;

/// <summary>What an enrolled key may do.</summary>
public enum PartyRole
{
    /// <summary>The system manager, from the genesis.</summary>
    Manager = 0,

    /// <summary>A hospital: on its own chain from the genesis, on the registry chain by enrolment.</summary>
    Hospital = 1,

    Cloud = 2,
    Proxy = 3,
    ThirdParty = 4,
    Node = 5,
    Doctor = 6,
}
