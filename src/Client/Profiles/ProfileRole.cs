namespace HospitalChain.Client.Profiles;

/// <summary>Whose profile it is.</summary>
public enum ProfileRole
{
    Manager,
    Hospital,
    Doctor,
    Patient,
    ThirdParty,

    /// <summary>A machine's keys: cloud, proxy or ordinary node.</summary>
    Server,
}
