namespace HospitalChain.Protocol.Flows;

/// <summary>What a mail is for; it stands in the sealing's info and aad, so mail of one purpose opens as no other.</summary>
public static class MailPurposes
{
    /// <summary>Hospital to an assigned doctor: <see cref="DoctorAssignment"/>.</summary>
    public const string Assignment = "ASSIGNMENT";

    /// <summary>Hospital to the patient: <see cref="VisitOrder"/>.</summary>
    public const string VisitOrder = "VISIT-ORDER";

    /// <summary>Doctor to the patient, after the diagnosis: <see cref="SymptomNotice"/>.</summary>
    public const string Symptom = "SYMPTOM";

    /// <summary>Patient to a doctor of the testing hospital: <see cref="SearchRequest"/>.</summary>
    public const string Search = "SEARCH";

    /// <summary>Doctor to the patient: <see cref="Flows.DelegationOffer"/>.</summary>
    public const string DelegationOffer = "DELEGATION-OFFER";

    /// <summary>Doctor to the proxy: <see cref="DelegationProxyHalf"/>.</summary>
    public const string DelegationProxy = "DELEGATION-PROXY";

    /// <summary>Patient to the proxy: <see cref="Flows.DelegationConsent"/>.</summary>
    public const string DelegationConsent = "DELEGATION-CONSENT";

    /// <summary>A folder's owner to the proxy: <see cref="Documents.FolderRekey"/>.</summary>
    public const string FolderRekey = "FOLDER-REKEY";

    /// <summary>A folder's owner or the hospital to a holder: <see cref="Records.ErasureOrder"/>.</summary>
    public const string ErasureOrder = "ERASURE-ORDER";

    /// <summary>A holder's answer: <see cref="Records.ErasureConfirmation"/>.</summary>
    public const string ErasureConfirmation = "ERASURE-CONFIRMATION";

    /// <summary>Hospital to each doctor of a team: <see cref="Team.GroupKeyCall"/>.</summary>
    public const string GroupKeyCall = "GROUP-KEY-CALL";

    /// <summary>Doctor of a team to the hospital: <see cref="Team.GroupKeyReply"/>.</summary>
    public const string GroupKeyReply = "GROUP-KEY-REPLY";

    /// <summary>Hospital to each doctor of a team: <see cref="Team.GroupKeyDelivery"/>.</summary>
    public const string GroupKeyDelivery = "GROUP-KEY-DELIVERY";

    /// <summary>Either way: <see cref="Team.GroupKeyEnd"/>.</summary>
    public const string GroupKeyEnd = "GROUP-KEY-END";

    /// <summary>Patient to a doctor with consent: <see cref="Team.TeamTrapdoor"/>.</summary>
    public const string TeamTrapdoor = "TEAM-TRAPDOOR";

    /// <summary>Doctor to the next doctor of a team: <see cref="Team.HandOver"/>.</summary>
    public const string HandOver = "TEAM-HAND-OVER";

    /// <summary>Doctor to the doctor before: <see cref="Team.HandOverRequest"/>.</summary>
    public const string HandOverRequest = "TEAM-AGAIN";

    /// <summary>The officer who leads an emergency to the others: <see cref="Records.BreakGlassTerms"/>.</summary>
    public const string BreakGlassCall = "BREAK-GLASS-CALL";

    /// <summary>An officer's answer: <see cref="Emergencies.EmergencyAgreement"/>.</summary>
    public const string BreakGlassAgree = "BREAK-GLASS-AGREE";

    /// <summary>The officer who leads to the others: <see cref="Emergencies.EmergencyAsk"/>.</summary>
    public const string BreakGlassAsk = "BREAK-GLASS-ASK";

    /// <summary>An officer's answer: <see cref="Emergencies.EmergencyPart"/>.</summary>
    public const string BreakGlassPart = "BREAK-GLASS-PART";

    /// <summary>Hospital to patient: <see cref="Emergencies.EmergencyNotice"/>.</summary>
    public const string BreakGlassNotice = "BREAK-GLASS-NOTICE";

    /// <summary>Patient to a patient who allows it: <see cref="Fellows.FellowAsk"/>. The node that keeps the box counts these.</summary>
    public const string FellowAsk = "FELLOW-ASK";

    /// <summary>The patient who was asked: <see cref="Fellows.FellowAnswer"/>.</summary>
    public const string FellowAnswer = "FELLOW-ANSWER";

    /// <summary>The patient who asked: <see cref="Fellows.FellowProof"/>.</summary>
    public const string FellowProof = "FELLOW-PROOF";

    /// <summary>The patient who was asked, to one with the same symptom: <see cref="Fellows.FellowConfirmation"/>.</summary>
    public const string FellowConfirmation = "FELLOW-CONFIRM";

    /// <summary>Either way: <see cref="Fellows.FellowTalk"/>.</summary>
    public const string FellowTalk = "FELLOW-TALK";

    /// <summary>Either way: <see cref="Fellows.FellowEnd"/>.</summary>
    public const string FellowEnd = "FELLOW-END";
}
