namespace HospitalChain.Protocol.Flows;

/// <summary>What only the hospital reads of a registration.</summary>
public sealed class RegistrationContents
{
    internal RegistrationContents(string id, string symptoms)
    {
        Id = id;
        Symptoms = symptoms;
    }

    /// <summary>The patient's identifier.</summary>
    public string Id { get; }

    /// <summary>In the patient's own words.</summary>
    public string Symptoms { get; }

    public override string ToString() => "RegistrationContents"; // never the patient's
}
